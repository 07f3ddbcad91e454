/** A checked definition. Values marked `any` may be JSONata templates. */
export interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  MaxAttempts?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: 'FULL' | 'NONE';
}

export interface Catcher {
  ErrorEquals: string[];
  Next: string;
  Assign?: Record<string, any>;
  Output?: any;
}

export interface ChoiceRule {
  Condition: any;
  Next: string;
  Assign?: Record<string, any>;
  Output?: any;
}

export interface StateDefinition {
  Type: 'Task' | 'Pass' | 'Choice' | 'Wait' | 'Succeed' | 'Fail' | 'Parallel' | 'Map';
  Next?: string;
  End?: boolean;
  Output?: any;
  Assign?: Record<string, any>;
  Arguments?: any;
  Retry?: Retrier[];
  Catch?: Catcher[];
  Resource?: string;
  TimeoutSeconds?: any;
  HeartbeatSeconds?: any;
  Choices?: ChoiceRule[];
  Default?: string;
  Seconds?: any;
  Timestamp?: any;
  Error?: any;
  Cause?: any;
  Branches?: StatesScope[];
  ItemProcessor?: ItemProcessor;
  Items?: any;
  ItemSelector?: any;
  ItemReader?: { Resource: string; Arguments?: any; ReaderConfig?: Record<string, any> };
  ItemBatcher?: { MaxItemsPerBatch?: any; MaxInputBytesPerBatch?: any; BatchInput?: any };
  ResultWriter?: {
    Resource?: string;
    Arguments?: any;
    WriterConfig?: { OutputType?: string; Transformation?: string };
  };
  MaxConcurrency?: any;
  ToleratedFailureCount?: any;
  ToleratedFailurePercentage?: any;
  Label?: string;
}

/** States that refer to one another by name: a machine, a branch, an item processor. */
export interface StatesScope {
  StartAt: string;
  States: Record<string, StateDefinition>;
}

export interface ItemProcessor extends StatesScope {
  ProcessorConfig?: { Mode?: 'INLINE' | 'DISTRIBUTED'; ExecutionType?: 'STANDARD' | 'EXPRESS' };
}

export interface MachineDefinition extends StatesScope {
  TimeoutSeconds?: number;
}
