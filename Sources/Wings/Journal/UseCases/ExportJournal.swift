import Core
import Journal
import Kernel
import Storage

extension App {
  /// Refuses who may not read every stream: a file without some would verify as damaged, and one with all tells of each.
  public func requireWholeJournal(as principal: Principal) async throws {
    try principal.require(.seeJournal)
    try await read(as: principal) { try $0.requireAllStreams() }
  }

  /// Writes the whole journal as lines of JSON, for an auditor's own verifier or
  /// `mainstay verify --offline`; docs/journal.md describes them. Entries written while it runs may
  /// be in the file or not; checkpoints made while it runs are not.
  ///
  /// - Parameters:
  ///   - write: Gets the next bytes of the file, some hundred kilobytes at a time.
  ///   - progress: Called after each page.
  /// - Returns: How much was written.
  @discardableResult
  public func exportJournal(
    as principal: Principal, to write: @Sendable ([UInt8]) async throws -> Void,
    progress: @Sendable (JournalProgress) -> Void = { _ in }
  ) async throws -> JournalCounts {
    try await requireWholeJournal(as: principal)
    let (through, register, total) = try await read(as: principal) { look in
      (
        try JournalStore.lastCheckpointNumber(in: look.transaction),
        try JournalStore.registerEnd(in: look.transaction),
        try JournalStore.streamCount(in: look.transaction)
      )
    }
    var counts = JournalCounts()
    let header = JournalFile.header(at: clock.now(), through: through, register: register)
    try await write(Array((header.canonical + "\n").utf8))
    var first = ""
    var isLast = false
    while !isLast {
      try Task.checkCancellation()
      let (page, bytes, found) = try await read(as: principal) { [first] look in
        var part = ExportedPart()
        let page = try JournalWalk.page(
          from: first, through: through, in: look.transaction, unreadable: { _ in }, { part.add($0) })
        return (page, part.bytes, part.counts)
      }
      try await write(bytes)
      counts.add(found)
      (first, isLast) = (page.next, page.isLast)
      progress(JournalProgress(done: counts.streams, total: max(total, counts.streams)))
    }
    var number: Int64 = 0
    while number < through {
      let (last, part) = try await read(as: principal) { [number] look in
        var part = ExportedPart()
        let found = try JournalStore.checkpoints(after: number, through: through, limit: 1000, in: look.transaction)
        for signed in found { part.add(.checkpoint(signed)) }
        return (found.last?.checkpoint.number ?? through, part)
      }
      try await write(part.bytes)
      counts.add(part.counts)
      number = last
    }
    try await write(Array((JournalFile.end(counts).canonical + "\n").utf8))
    return counts
  }
}

/// The bytes of a page and what stands in them.
private struct ExportedPart: Sendable {
  private(set) var bytes: [UInt8] = []
  var counts = JournalCounts()
  private var stream: String?

  mutating func add(_ line: JournalLine) {
    bytes += line.bytes
    switch line {
    case .entry: counts.entries += 1
    case .leaf: counts.leaves += 1
    case .checkpoint: counts.checkpoints += 1
    case .head: break
    }
    guard let new = line.stream, !(stream?.isExactly(new) ?? false) else { return }
    stream = new
    counts.streams += 1
  }
}

extension JournalCounts {
  fileprivate mutating func add(_ more: JournalCounts) {
    streams += more.streams
    entries += more.entries
    leaves += more.leaves
    checkpoints += more.checkpoints
  }
}
