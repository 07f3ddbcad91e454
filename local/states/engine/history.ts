/** An event as the journal keeps it. */
export interface EventRecord {
  id: number;
  previous: number;
  type: string;
  at: number;
  details?: Record<string, any>;
}

/** The member of HistoryEvent that carries an event's details. */
function detailsMember(type: string): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type[0]!.toLowerCase()}${type.slice(1)}EventDetails`;
}

/** As GetExecutionHistory gives it (times in epoch seconds). */
export function toHistoryEvent(event: EventRecord, includeExecutionData: boolean): Record<string, any> {
  const result: Record<string, any> = {
    timestamp: event.at / 1000,
    type: event.type,
    id: event.id,
    previousEventId: event.previous,
  };
  if (event.details) {
    const details = { ...event.details };
    if (!includeExecutionData) {
      for (const member of ['input', 'output', 'parameters', 'assignedVariables', 'cause', 'error'])
        delete details[member];
    }
    for (const member of ['input', 'output', 'assignedVariables']) {
      if (member in details) details[`${member}Details`] = { truncated: false };
    }
    result[detailsMember(event.type)] = details;
  }
  return result;
}
