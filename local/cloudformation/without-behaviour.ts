/**
 * Resource types that are accepted and do nothing on a laptop, each with what is lost. A type that a service stands up is never looked
 * up here; a type in neither place stops the start.
 */
export const withoutBehaviour: Readonly<Record<string, string>> = {
  'AWS::CDK::Metadata': 'usage metadata of the CDK',
  'AWS::CloudWatch::Dashboard': 'no console to show it in',
  'AWS::CloudWatch::CompositeAlarm': 'alarms notify nobody here',
  'AWS::Budgets::Budget': 'nothing is billed',
  'AWS::ApiGateway::Account': 'API Gateway writes its access logs without an account-wide role',
  'AWS::IAM::ServiceLinkedRole': 'services act without linked roles here',
  'AWS::XRay::Group': 'no traces are kept',
  'AWS::ResourceGroups::Group': 'no console to show it in',
};

/** Custom resources of the CDK whose work has no meaning here or is done by a service. */
export const customWithoutBehaviour: Readonly<Record<string, string>> = {
  'Custom::S3AutoDeleteObjects': 'a template resource is never deleted here',
  'Custom::ECRAutoDeleteImages': 'a template resource is never deleted here',
  'Custom::LogRetention': 'log files of a laptop run are bounded by their own size',
};
