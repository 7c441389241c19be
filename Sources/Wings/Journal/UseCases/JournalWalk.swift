import Core
import Journal
import Kernel
import Storage

/// Reads the journal page by page in stream order, each page on a snapshot of its own, as the lines
/// that `JournalCheck` takes and an exported file has.
enum JournalWalk {
  /// Streams of one page.
  static let streams = 2000
  /// Entries of one page, unless a single stream has more.
  static let entries: Int64 = 20_000
  /// Sorts after every name of a stream.
  static let afterAll = String(repeating: "\u{10FFFF}", count: 4)

  /// The part of the journal that one page covers: streams from `first` through `last`.
  struct Page: Sendable {
    var first: String
    var last: String
    var isLast: Bool

    /// Where the next page begins.
    var next: String { last + "\u{1}" }

    /// The keys behind a prefix that lie in this page; nil where none can.
    func keys(behind prefix: String) -> (first: String, last: String)? {
      let isBefore = last.precedesByBytes(prefix)
      let isAfter = prefix.precedesByBytes(first) && !first.utf8.starts(with: prefix.utf8)
      if isBefore || isAfter { return nil }
      func key(_ stream: String) -> String? {
        stream.key(behind: prefix)
      }
      return (key(first) ?? "", key(last) ?? JournalWalk.afterAll)
    }
  }

  /// Calls `body` with the lines of the page that begins at `first`, leaves of checkpoints up to
  /// `checkpoint` among them; `unreadable` with what a row that cannot be read says.
  static func page(
    from first: String, through checkpoint: Int64, in tx: any Transaction, unreadable: (JournalFinding) -> Void,
    _ body: (JournalLine) throws -> Void
  ) throws -> Page {
    let (found, isAll) = try JournalStore.streams(
      from: first, through: afterAll, limit: streams, in: tx, unreadable: unreadable)
    var count = 0
    var entries: Int64 = 0
    for stream in found {
      entries += min(max(stream.head.sequence, 0), JournalWalk.entries)
      if count > 0, entries > JournalWalk.entries { break }
      count += 1
    }
    let isLast = count == found.count && (isAll || found.isEmpty)
    let page = Page(first: first, last: isLast ? afterAll : found[count - 1].head.stream, isLast: isLast)
    try read(page, heads: found.prefix(count).map(\.head), checkpoint, in: tx, unreadable, body)
    return page
  }

  /// As `page`, for one stream alone.
  static func stream(
    _ stream: String, in tx: any Transaction, unreadable: (JournalFinding) -> Void,
    _ body: (JournalLine) throws -> Void
  ) throws -> Page {
    let page = Page(first: stream, last: stream, isLast: true)
    let heads = try JournalStore.streams(from: stream, through: stream, limit: 1, in: tx, unreadable: unreadable)
      .found.map(\.head)
    try read(page, heads: heads, Int64.max, in: tx, unreadable, body)
    return page
  }

  private static func read(
    _ page: Page, heads: [StreamHead], _ checkpoint: Int64, in tx: any Transaction,
    _ unreadable: (JournalFinding) -> Void, _ body: (JournalLine) throws -> Void
  ) throws {
    var rest = Rest(
      heads: heads[...],
      leaves: try JournalStore.leaves(
        from: page.first, through: page.last, checkpoint: checkpoint, in: tx, unreadable: unreadable)[...])
    try JournalStore.scanEntries(from: page.first, through: page.last, in: tx) { row in
      let stored: StoredEntry
      do {
        stored = try JournalStore.decode(row)
      } catch MainstayError.unreadable(let record, let reason) {
        return unreadable(
          JournalFinding(
            .changed, (try? row.text(0)) ?? "journal", try? row.int64(1), "\(record) cannot be read: \(reason)"))
      }
      try rest.flush(before: stored.entry, body)
      try body(.entry(stored.entry, hash: stored.hash))
    }
    try rest.flush(before: nil, body)
  }

  /// Leaves and heads that wait for their place among the entries.
  private struct Rest {
    var heads: ArraySlice<StreamHead>
    var leaves: ArraySlice<SealedLeaf>

    /// Passes on what stands before `entry`; everything where nil.
    mutating func flush(before entry: JournalEntry?, _ body: (JournalLine) throws -> Void) throws {
      while true {
        let leaf = leaves.first.flatMap { leaf in
          entry.map { leaf.head.comes(before: $0) } ?? true ? leaf.head : nil
        }
        let head = heads.first.flatMap { head in
          entry.map { head.stream.precedesByBytes($0.stream) } ?? true ? head : nil
        }
        guard leaf != nil || head != nil else { return }
        // A stream's leaves stand before its head.
        if let leaf, head.map({ !$0.stream.precedesByBytes(leaf.stream) }) ?? true {
          if let leaf = leaves.popFirst() { try body(.leaf(leaf)) }
        } else if let head = heads.popFirst() {
          try body(.head(head))
        }
      }
    }
  }
}

extension StreamHead {
  fileprivate func comes(before entry: JournalEntry) -> Bool {
    stream.isExactly(entry.stream) ? sequence < entry.sequence : stream.precedesByBytes(entry.stream)
  }
}
