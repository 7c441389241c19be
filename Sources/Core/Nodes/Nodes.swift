import Kernel
import Storage

/// A process that serves this installation.
public struct Node: Hashable, Sendable {
  /// No other process has it: what people call the node and an id, with a colon between.
  public var name: String
  public var startedAt: Instant
  public var runsEngine: Bool

  public init(name: String, startedAt: Instant, runsEngine: Bool) {
    (self.name, self.startedAt, self.runsEngine) = (name, startedAt, runsEngine)
  }

  /// How often a node says that it is there.
  public static let beat = Duration.seconds(2)
  /// A node that has been silent for this long is gone.
  public static let silence = Duration.minutes(1)
  /// What a node has left behind is forgotten once it has been silent for this long.
  public static let forgotten = Duration.minutes(10)

  /// Bytes that a node writes now and then to see that it can: more than a ticket with its clocks and its entries takes,
  /// so that no room is left over for it alone.
  public static let proofBytes = 65_536

  /// The part of the engine that nodes run only where they are told to: nobody misses it once no node offers it.
  public static let optionalModule = "heartbeat"

  /// What people call a node: its host and port, or as its operator named it.
  public static func host(_ name: String) -> String { String(name.prefix { $0 != ":" }) }

  /// Also where it was seen as far ahead: the clock was put back since.
  package static func isGone(seenAt: Instant, at now: Instant) -> Bool {
    now - seenAt > silence || seenAt - now > silence
  }
}

/// Says that a node is there and how its background work stands. It is also the proof that the database takes
/// writes.
public struct SeeNode: Command {
  public var node: Node
  public var work: [WorkReport]
  /// Bytes that cannot be made smaller, to be written as a change of people's would be; none most of the time.
  public var proof: [UInt8]

  public init(_ node: Node, work: [WorkReport] = [], proof: [UInt8] = []) {
    (self.node, self.work, self.proof) = (node, work, proof)
  }

  /// Which of its work somebody wants stopped, and who.
  public func perform(in work: Work) throws -> [RecordID: String] {
    try work.principal.require(.runEngine)
    try NodeStore.see(node, at: work.now, in: work.transaction)
    if !proof.isEmpty { try NodeStore.prove(node.name, proof, in: work.transaction) }
    try NodeStore.save(self.work, of: node.name, at: work.now, in: work.transaction)
    return try NodeStore.stops(of: node.name, in: work.transaction)
  }
}

/// Takes leave: what the node held is free for others at once.
public struct LeaveNode: Command {
  public var name: String
  public init(_ name: String) { self.name = name }

  public func perform(in work: Work) throws {
    try work.principal.require(.runEngine)
    try NodeStore.leave(name, at: work.now, in: work.transaction)
    try work.mend(NoteClock.item(name))
  }
}

/// Forgets nodes that have been silent for long, with the rows that they left, and marks their work as ended.
public struct ForgetGoneNodes: Command {
  public init() {}

  public func perform(in work: Work) throws -> Int {
    try work.principal.require(.runEngine)
    let count = try NodeStore.forget(at: work.now, in: work.transaction)
    try work.mendClocksOfGoneNodes()
    return count
  }
}

/// A kind of work that goes on in the background of a node. Each wing says which there are of its own.
public struct WorkKind: Hashable, Sendable {
  /// `verification`.
  public var name: String
  /// What may start it may stop it.
  public var permission: Permission
  /// As people call a piece of it: `{name}` stands for what is worked on.
  public var title: String

  public init(_ name: String, _ permission: Permission, title: String) {
    (self.name, self.permission, self.title) = (name, permission, title)
  }
}

/// Work that somebody has started and that goes on in the background of a node.
public struct WorkReport: Hashable, Sendable {
  public var id: RecordID
  public var kind: WorkKind
  /// What is worked on: a file's name.
  public var name: String
  public var startedBy: String
  public var startedAt: Instant
  /// Thousandths that are done.
  public var progress: Int
  /// How it ended, in words; nil while it goes on.
  public var outcome: String?

  public init(
    id: RecordID, kind: WorkKind, name: String, startedBy: String, startedAt: Instant, progress: Int,
    outcome: String? = nil
  ) {
    (self.id, self.kind, self.name, self.startedBy, self.startedAt) = (id, kind, name, startedBy, startedAt)
    (self.progress, self.outcome) = (min(max(progress, 0), 1000), outcome)
  }

  /// As people call it.
  public var title: String { NoticeTemplate.fill(kind.title[...], ["name": name]).text }
}

/// Background work as any node sees it.
public struct NodeWork: Hashable, Sendable {
  public var report: WorkReport
  public var node: String
  /// When its node last told of it.
  public var seenAt: Instant
  /// Who wants it stopped.
  public var stopBy: String?
  public var endedAt: Instant?

  public static let listed = 50

  /// Whether it goes on, as far as is known.
  public func isUnderWay(at now: Instant) -> Bool { endedAt == nil && !Node.isGone(seenAt: seenAt, at: now) }
}

/// What does background work on this node: tells how it stands, and stops it.
public protocol BackgroundWorker: Sendable {
  /// What goes on and what has ended lately.
  func workReports() -> [WorkReport]
  /// Asks a piece of work to stop; does nothing where it is not under way here.
  func stopWork(_ id: RecordID, by name: String)
}

/// Background work of all nodes, the newest first.
public struct ListWork: Query {
  public init() {}

  public func answer(from look: Look) throws -> [NodeWork] {
    try look.principal.require(.seeHealth)
    return try NodeStore.work(limit: NodeWork.listed, look.app.features.workKinds, in: look.transaction)
  }
}

/// Background work of one kind that is under way, on whichever node, by its id; for whoever may start such work.
public struct WorkUnderWay: Query {
  public var kind: WorkKind
  public init(_ kind: WorkKind) { self.kind = kind }

  public func answer(from look: Look) throws -> [RecordID: NodeWork] {
    try look.principal.require(kind.permission)
    let work = try NodeStore.work(limit: NodeWork.listed, look.app.features.workKinds, in: look.transaction)
      .filter { $0.report.kind == kind && $0.isUnderWay(at: look.now) }
    return Dictionary(work.map { ($0.report.id, $0) }, uniquingKeysWith: { first, _ in first })
  }
}

/// A piece of background work as its node told of it last, for whoever may start such work.
public struct ShowWork: Query {
  public var id: RecordID
  public var kind: WorkKind
  public init(_ id: RecordID, kind: WorkKind) { (self.id, self.kind) = (id, kind) }

  public func answer(from look: Look) throws -> NodeWork {
    try look.principal.require(kind.permission)
    guard let work = try NodeStore.work(id, look.app.features.workKinds, in: look.transaction), work.report.kind == kind
    else {
      throw MainstayError.notFound(kind: kind.name, id: id.text)
    }
    return work
  }
}

/// Asks the node that does a piece of background work to stop it; it does within a few seconds.
public struct StopWork: Command {
  public var id: RecordID
  public init(_ id: RecordID) { self.id = id }

  /// - Throws: `notFound` where there is no such work, `conflict` where it has ended, `forbidden` without the
  ///   permission that starting it asks for.
  public func perform(in work: Work) throws {
    try work.principal.require(.seeHealth)
    guard let found = try NodeStore.work(id, work.app.features.workKinds, in: work.transaction) else {
      throw MainstayError.notFound(kind: "background work", id: id.text)
    }
    try work.principal.require(found.report.kind.permission)
    guard found.isUnderWay(at: work.now) else {
      throw MainstayError.conflict(code: "work-ended", message: "It has ended already.")
    }
    try NodeStore.stop(id, by: work.principal.name, in: work.transaction)
    try work.record(
      [
        Happening(
          kind: "work.stopped", at: work.now,
          payload: [
            "kind": .string(found.report.kind.name), "id": .string(id.text),
            "node": .string(Node.host(found.node)),
          ])
      ], on: Work.engineStream)
    try work.announce(Work.engineStream)
  }
}

extension Features {
  /// Frees in a restored database what nodes of the one that was backed up held, so that background work goes on at
  /// once, and takes out what was good only there.
  public func freeRestored(_ transaction: any Transaction) throws {
    try NodeStore.forgetAll(in: transaction)
    for feature in all { try feature.restored(transaction) }
  }
}
