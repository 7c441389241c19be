import Agreements
import BusinessTime
import Kernel

/// A ticket's story in a file, with the agreement and calendars it is held to and, perhaps, the answers that
/// an evaluation must give.
public struct Scenario: Sendable {
  public var calendars: [String: CalendarDefinition]
  public var agreement: Agreement
  public var exclusions: [Exclusion]
  /// In the order of the file.
  public var events: [ClockEvent]
  /// The file's own `asOf`; nil: the last event.
  public var asOf: Instant?
  public var expectations: [Expectation]
  /// The calendars, ready for arithmetic.
  public var compiled: [String: BusinessCalendar]

  /// Events that one file may hold.
  public static let maximumEvents = 20_000
  public static let maximumExpectations = 2000

  /// Reads a scenario file.
  /// - Throws: `MainstayError.invalid` with every fault of the file by its path; nothing else.
  public init(
    yaml bytes: some Collection<UInt8>, zones: any ZoneSource
  ) throws(MainstayError) {
    let log = FaultLog()
    let root = YAMLText.read(bytes, log: log)
    guard let root, let scenario = ScenarioReader(zones: zones).scenario(root, log: log),
      log.faults.isEmpty
    else { throw .invalid(log.faults) }
    self = scenario
  }

  init(
    calendars: CalendarReader.Result, agreement: Agreement, exclusions: [Exclusion], events: [ClockEvent],
    asOf: Instant?, expectations: [Expectation]
  ) {
    self.calendars = calendars.definitions
    compiled = calendars.calendars
    (self.agreement, self.exclusions, self.events) = (agreement, exclusions, events)
    (self.asOf, self.expectations) = (asOf, expectations)
  }

  /// The instant to evaluate at: `asOf`, else the last event.
  public var evaluationInstant: Instant { asOf ?? events.map(\.at).max() ?? .earliest }

  /// Every clock at `asOf`, or at the scenario's own instant.
  public func evaluate(asOf: Instant? = nil) throws(MainstayError) -> Evaluation {
    try Agreements.evaluate(
      agreement, calendars: compiled, events: events, exclusions: exclusions, asOf: asOf ?? evaluationInstant)
  }
}
