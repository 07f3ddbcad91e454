import { csvDelimiters } from '../items/csv';
import { limits } from '../limits';
import { expressionIn } from '../query/expression';
import { checkExpressions, checkNumber } from './check-expressions';
import { checkScope } from './check-scope';
import { processorFields } from './fields';
import { type Fields, isObject, type Report, required, type Surroundings, unknownFields } from './report';

export function checkMap(state: Fields, at: string, around: Surroundings): void {
  const { report, context } = around;
  if (!required(state, ['ItemProcessor'], at, report) || !isObject(state.ItemProcessor)) return;
  const processor = state.ItemProcessor;
  const place = `${at}/ItemProcessor`;
  unknownFields(processor, processorFields, place, report);
  const config = processor.ProcessorConfig ?? {};
  unknownFields(config, ['Mode', 'ExecutionType'], `${place}/ProcessorConfig`, report);
  const distributed = config.Mode === 'DISTRIBUTED';
  if (config.Mode !== undefined && config.Mode !== 'INLINE' && !distributed) {
    report(`${place}/ProcessorConfig/Mode`, "Expected 'INLINE' or 'DISTRIBUTED'");
  }
  if (distributed && config.ExecutionType !== 'STANDARD' && config.ExecutionType !== 'EXPRESS') {
    report(`${place}/ProcessorConfig`, 'These fields are required: [ExecutionType] (STANDARD or EXPRESS)');
  }
  if (distributed && context.type === 'EXPRESS')
    report(at, 'Express state machine does not support distributed Map states');
  const only = ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label'];
  if (!distributed) {
    for (const name of only) {
      if (state[name] !== undefined) report(`${at}/${name}`, `Field '${name}' needs a distributed Map state`);
    }
  }
  checkNumber(state.MaxConcurrency, 0, Number.MAX_SAFE_INTEGER, `${at}/MaxConcurrency`, report);
  checkNumber(state.ToleratedFailureCount, 0, Number.MAX_SAFE_INTEGER, `${at}/ToleratedFailureCount`, report);
  const percentage = state.ToleratedFailurePercentage;
  if (typeof percentage === 'number' && (percentage < 0 || percentage > 100)) {
    report(`${at}/ToleratedFailurePercentage`, 'Expected a number between 0 and 100');
  }
  checkExpressions(percentage, `${at}/ToleratedFailurePercentage`, report);
  if (state.Items !== undefined && !Array.isArray(state.Items) && expressionIn(String(state.Items)) === undefined) {
    report(`${at}/Items`, 'Expected an array or a JSONata expression');
  }
  if (state.Items !== undefined && state.ItemReader !== undefined)
    report(at, 'Items and ItemReader exclude each other');
  if (distributed) checkDistributed(state, at, around);
  const nested = { ...around, language: processor.QueryLanguage ?? state.QueryLanguage ?? around.language };
  // why: a distributed map's children are executions of their own and see no variable of their parent.
  checkScope(
    processor,
    place,
    distributed ? { ...nested, context: { ...context, type: config.ExecutionType ?? 'STANDARD' } } : nested,
  );
}

function checkDistributed(state: Fields, at: string, { report, labels }: Surroundings): void {
  const { Label, ItemReader, ItemBatcher, ResultWriter } = state;
  if (Label !== undefined) {
    if (typeof Label !== 'string' || Label === '' || Label.length > limits.labelCharacters) {
      report(`${at}/Label`, `Label must have 1 to ${limits.labelCharacters} characters`);
    } else {
      const invalid = /[\s?*<>{}[\]:;,\\|^~$#%&`"\u0000-\u001f\u007f-\u009f]/.exec(Label);
      if (invalid) report(`${at}/Label`, `Label contains invalid character: '${invalid[0]}'`);
      if (labels.has(Label)) report(`${at}/Label`, `Label '${Label}' is used more than once`);
      labels.add(Label);
    }
  }
  if (ItemReader !== undefined) checkReader(ItemReader, `${at}/ItemReader`, report);
  if (ItemBatcher !== undefined) {
    const place = `${at}/ItemBatcher`;
    unknownFields(ItemBatcher, ['MaxItemsPerBatch', 'MaxInputBytesPerBatch', 'BatchInput'], place, report);
    if (ItemBatcher.MaxItemsPerBatch === undefined && ItemBatcher.MaxInputBytesPerBatch === undefined) {
      report(place, 'These fields are required: [MaxItemsPerBatch or MaxInputBytesPerBatch]');
    }
    checkNumber(ItemBatcher.MaxItemsPerBatch, 1, Number.MAX_SAFE_INTEGER, `${place}/MaxItemsPerBatch`, report);
    checkNumber(ItemBatcher.MaxInputBytesPerBatch, 1, limits.dataBytes, `${place}/MaxInputBytesPerBatch`, report);
    checkExpressions(ItemBatcher.BatchInput, `${place}/BatchInput`, report);
  }
  if (ResultWriter !== undefined) {
    const place = `${at}/ResultWriter`;
    unknownFields(ResultWriter, ['Resource', 'Arguments', 'WriterConfig'], place, report);
    if (ResultWriter.Resource !== undefined && ResultWriter.Resource !== 'arn:aws:states:::s3:putObject') {
      report(`${place}/Resource`, `The resource provided ${ResultWriter.Resource} is not done here`);
    }
    if ((ResultWriter.Resource === undefined) !== (ResultWriter.Arguments === undefined)) {
      report(place, 'Resource and Arguments go together');
    }
    checkExpressions(ResultWriter.Arguments, `${place}/Arguments`, report);
    const config = ResultWriter.WriterConfig ?? {};
    unknownFields(config, ['OutputType', 'Transformation'], `${place}/WriterConfig`, report);
    if (!['JSON', 'JSONL', undefined].includes(config.OutputType))
      report(`${place}/WriterConfig/OutputType`, "Expected 'JSON' or 'JSONL'");
    if (!['NONE', 'COMPACT', 'FLATTEN', undefined].includes(config.Transformation)) {
      report(`${place}/WriterConfig/Transformation`, "Expected 'NONE', 'COMPACT' or 'FLATTEN'");
    }
  }
}

function checkReader(reader: Fields, at: string, report: Report): void {
  unknownFields(reader, ['Resource', 'Arguments', 'ReaderConfig'], at, report);
  if (!required(reader, ['Resource', 'Arguments'], at, report)) return;
  checkExpressions(reader.Arguments, `${at}/Arguments`, report);
  const config = reader.ReaderConfig ?? {};
  const place = `${at}/ReaderConfig`;
  checkExpressions(config, place, report);
  unknownFields(
    config,
    ['InputType', 'MaxItems', 'CSVHeaderLocation', 'CSVHeaders', 'CSVDelimiter', 'ItemsPointer'],
    place,
    report,
  );
  if (reader.Resource === 'arn:aws:states:::s3:listObjectsV2') {
    if (config.InputType !== undefined) report(`${place}/InputType`, 'InputType has no meaning with s3:listObjectsV2');
    return;
  }
  if (reader.Resource !== 'arn:aws:states:::s3:getObject') {
    report(`${at}/Resource`, `The resource provided ${reader.Resource} is not done here`);
    return;
  }
  if (!['CSV', 'JSON', 'JSONL'].includes(config.InputType)) {
    report(
      `${place}/InputType`,
      config.InputType === undefined
        ? 'These fields are required: [InputType]'
        : `InputType '${config.InputType}' is not done here (CSV, JSON, JSONL are)`,
    );
  }
  if (config.InputType !== 'CSV') return;
  if (config.CSVHeaderLocation !== 'FIRST_ROW' && config.CSVHeaderLocation !== 'GIVEN') {
    report(`${place}/CSVHeaderLocation`, "Expected 'FIRST_ROW' or 'GIVEN'");
  }
  if (config.CSVHeaderLocation === 'GIVEN' && !(Array.isArray(config.CSVHeaders) && config.CSVHeaders.length > 0)) {
    report(place, 'These fields are required: [CSVHeaders]');
  }
  if (config.CSVDelimiter !== undefined && !Object.hasOwn(csvDelimiters, config.CSVDelimiter)) {
    report(`${place}/CSVDelimiter`, `Expected one of ${Object.keys(csvDelimiters).join(', ')}`);
  }
}
