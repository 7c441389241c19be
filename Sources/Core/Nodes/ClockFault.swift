import Kernel
import Storage

/// How far a node's clock is off, and what says so. Nothing is held up by it: writes go on under the clock there is.
public struct ClockFault: Hashable, Sendable {
  public enum Witness: Hashable, Sendable {
    /// The clock of the database server.
    case database
    /// The newest entry of the journal.
    case journal
    /// Another node, by what people call it.
    case node(String)
    /// The time that has passed in this process meanwhile.
    case process
  }
  public var witness: Witness
  /// By how much the clock is ahead; negative where it is behind.
  public var off: Duration

  public init(_ witness: Witness, off: Duration) { (self.witness, self.off) = (witness, off) }

  /// Clocks that differ by no more are well: nodes beat every two seconds, and a transaction takes its time.
  public static let tolerance = Duration.seconds(10)

  /// The part of the engine under which it is noted.
  public static let module = "clock"

  /// A sentence about the clock of the node that is called so.
  public func words(_ node: String) -> String {
    let length = ClockFault.length(off)
    let side = off > .zero ? "ahead of" : "behind"
    switch witness {
    case .database: return "The clock of \(node) is \(length) \(side) the clock of the database server."
    case .node(let other): return "The clock of \(node) is \(length) \(side) the clock of \(other)."
    case .journal:
      return "The journal's newest entry is \(length) later than the clock of \(node): the clock is slow, or was ahead "
        + "when that was written."
    case .process: return "The clock of \(node) jumped \(length) \(off > .zero ? "forward" : "back") while it ran."
    }
  }

  /// Its two largest units: `3 d 4 h`, `20 min 5 s`.
  private static func length(_ length: Duration) -> String {
    var rest = length.milliseconds.magnitude / 1000
    var parts: [String] = []
    for (seconds, unit) in [(UInt64(86_400), "d"), (3600, "h"), (60, "min"), (1, "s")] {
      if rest >= seconds, parts.count < 2 { parts.append("\(rest / seconds) \(unit)") }
      rest %= seconds
    }
    return parts.isEmpty ? "0 s" : parts.joined(separator: " ")
  }
}

/// Instants that others have written or know, for a node to hold its clock against.
public struct ClockWitnesses: Query {
  public var node: String
  public init(_ node: String) { self.node = node }

  public struct Answer: Sendable {
    /// What the database server's clock shows; nil where the database is a file of this machine.
    public var server: Instant?
    /// When the journal's newest entry was recorded.
    public var recorded: Instant?
    /// The latest instant at which another node said that it is there, and what people call it.
    public var node: (name: String, seenAt: Instant)?

    public init(
      server: Instant? = nil, recorded: Instant? = nil, node: (name: String, seenAt: Instant)? = nil
    ) { (self.server, self.recorded, self.node) = (server, recorded, node) }

    /// What is wrong with a clock that showed `before` when this was asked for and `after` when it was there; nil where
    /// all is well. That a clock is ahead of another node or of the journal shows nothing: these may have been silent.
    public func fault(before: Instant, after: Instant) -> ClockFault? {
      let most = ClockFault.tolerance
      if let server {
        if before - server > most { return ClockFault(.database, off: before - server) }
        if server - after > most { return ClockFault(.database, off: after - server) }
      }
      if let node, node.seenAt - after > most { return ClockFault(.node(node.name), off: after - node.seenAt) }
      if let recorded, recorded - after > most { return ClockFault(.journal, off: after - recorded) }
      return nil
    }
  }

  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.runEngine)
    let tx = look.transaction
    var server: Instant?
    if let clock = tx.dialect.serverClock {
      server = try tx.first(clock) { Instant(milliseconds: try $0.int64(0)) }
    }
    return Answer(
      server: server, recorded: try JournalStore.newestRecording(in: tx),
      node: try NodeStore.latest(beside: node, in: tx).map { (Node.host($0.name), $0.seenAt) })
  }
}

/// Notes among what fails that a node's clock is off, or takes it away where it is right again.
public struct NoteClock: Command {
  public var node: Node
  public var fault: ClockFault?
  public init(_ node: Node, _ fault: ClockFault?) { (self.node, self.fault) = (node, fault) }

  public func perform(in work: Work) throws {
    try work.principal.require(.runEngine)
    let item = NoteClock.item(node.name)
    guard let fault else { return try work.mend(item) }
    try work.note(item, failed: MainstayError.unavailable(reason: fault.words(Node.host(node.name))))
  }

  static func item(_ node: String) -> WorkItem {
    WorkItem(ClockFault.module, "clock/" + node, name: "The clock of \(Node.host(node))")
  }
}

extension Work {
  /// Takes away what was noted of clocks whose nodes are gone.
  func mendClocksOfGoneNodes() throws {
    let noted = try FailureStore.items(ClockFault.module, in: transaction)
    guard !noted.isEmpty else { return }
    let present = Set(try NodeStore.names(in: transaction).map { NoteClock.item($0).key })
    for key in noted.subtracting(present).sorted() { try mend(WorkItem(ClockFault.module, key)) }
  }
}
