import Foresight
import ImportUseCases
import Kernel
import ServiceNowLog

/// Incidents of a ServiceNow log as their updates left them, with their stories, for foresight.
public struct IncidentRecords: Sendable {
  /// Incidents that are read at most.
  public static let limit = 250_000

  public private(set) var records: [TicketRecord] = []
  public private(set) var notes: [String] = []
  /// The latest update of the log: up to then everything is recorded.
  public private(set) var end = Instant.earliest

  /// - Throws: `MainstayError.invalid` where the log cannot be read, or more incidents than not have faults; what its
  ///   survey throws.
  public init(_ survey: LogSurvey) throws {
    var log = try survey.log()
    var held = 0
    var faults: [FieldFault] = []
    while let item = try log.next() {
      if item.isHeld || item.history == nil {
        held += 1
        faults += item.faults.prefix(1).map { FieldFault("line \($0.line)", $0.reason) }
      }
      guard !item.isHeld, let record = (item.account as? IncidentAccount)?.record else { continue }
      guard records.count < IncidentRecords.limit else {
        throw MainstayError.field("file", "has more than \(IncidentRecords.limit) incidents; give a part of it")
      }
      end = max(end, record.updates.last?.at ?? record.openedAt)
      records.append(record)
    }
    guard !records.isEmpty, held <= records.count else {
      throw MainstayError.invalid(
        faults.isEmpty ? [FieldFault("file", "has no incident that can be told")] : faults.bounded(to: FaultLog.limit))
    }
    notes = survey.reading.notes + ["Dates: \(survey.reading.dates)."]
    if held > 0 { notes.append("\(held) incidents with faulty rows are left out.") }
  }
}
