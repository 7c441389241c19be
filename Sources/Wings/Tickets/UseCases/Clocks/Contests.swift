import Core
import Kernel

/// What is contested of what this wing and others count: a mark beside the verdict of a clock or the figure of a period.
public struct Contest: Hashable, Sendable {
  public enum Subject: Hashable, Sendable {
    case clock(ticket: RecordID, name: String, cycle: Int)
    /// A service and one of its periods, as addresses have it.
    case period(service: String, String)
  }

  public var subject: Subject
  /// `DSP-7`, and its page.
  public var name: String
  public var path: String
  /// How it stands, behind its name: `waits for a decision`, `upheld: breached, now met`.
  public var words: String
  public var isOpen: Bool

  public init(_ subject: Subject, name: String, path: String, words: String, isOpen: Bool) {
    (self.subject, self.name, self.path, self.words, self.isOpen) = (subject, name, path, words, isOpen)
  }
}

/// What a wing above knows of contests. It puts itself here; what it tells is scoped by what the principal may see.
public struct ContestSource: Sendable, AppPart {
  public static let absent: [ContestSource] = []

  package var ofTickets: @Sendable (_ ids: Set<RecordID>, Look) throws -> [Contest]
  package var ofPeriod: @Sendable (_ service: String, _ period: String, Look) throws -> [Contest]
  /// Where the principal begins to contest something; nil where they may not.
  package var opening: @Sendable (Look) -> String?

  package init(
    ofTickets: @escaping @Sendable (_ ids: Set<RecordID>, Look) throws -> [Contest],
    ofPeriod: @escaping @Sendable (_ service: String, _ period: String, Look) throws -> [Contest],
    opening: @escaping @Sendable (Look) -> String?
  ) { (self.ofTickets, self.ofPeriod, self.opening) = (ofTickets, ofPeriod, opening) }
}

/// What is contested, as far as the principal may know, and where they begin to contest something themselves.
public struct ListContests: Query {
  private var tickets: Set<RecordID> = []
  private var period: (service: String, period: String)?

  public init(of tickets: Set<RecordID>) { self.tickets = tickets }
  public init(of service: String, _ period: String) { self.period = (service, period) }

  public struct Answer: Hashable, Sendable {
    public var contests: [Contest] = []
    /// Nil for those who may not.
    public var opening: String?
    public init(contests: [Contest] = [], opening: String? = nil) {
      (self.contests, self.opening) = (contests, opening)
    }

    /// Those of one clock.
    public func of(_ clock: ClockRow?) -> [Contest] {
      guard let clock else { return [] }
      return contests.filter { $0.subject == .clock(ticket: clock.ticket, name: clock.name, cycle: clock.cycle) }
    }
  }

  public func answer(from look: Look) throws -> Answer {
    var answer = Answer()
    for source in look.app.parts[ContestSource.self] {
      if !tickets.isEmpty { answer.contests += try source.ofTickets(tickets, look) }
      if let period { answer.contests += try source.ofPeriod(period.service, period.period, look) }
      answer.opening = answer.opening ?? source.opening(look)
    }
    return answer
  }
}
