import Dispatch
import Kernel
import Storage
import Synchronization

/// A database in one SQLite file: one writer thread that commits in groups, and a few reader threads.
public final class SQLiteDatabase: Storage.Database {
  /// Bounds and sizes. The defaults suit a server on a small machine.
  public struct Options: Hashable, Sendable {
    /// Connections that read at the same time, besides the one that writes.
    public var readers = 4
    /// Reading connections that people's requests leave to the product itself.
    public var reserved = 1
    /// Bodies that may wait for the writer or for the readers; more are refused at once.
    public var waitingLimit = 4096
    /// Seconds that a body waits for its turn.
    public var waitSeconds = 10
    /// Seconds that one statement may take.
    public var statementSeconds = 30
    /// Seconds to wait while another process holds the file.
    public var lockSeconds = 5
    /// Seconds between two looks for changes by other processes, while someone listens.
    public var watchSeconds = 1
    /// The most bodies that share one commit.
    public var groupLimit = 256
    /// Milliseconds after which no further body joins a commit.
    public var groupMilliseconds = 10
    /// Page cache of the writer, in KiB.
    public var writerCache = 32_768
    /// Page cache of each reader, in KiB.
    public var readerCache = 8192
    /// Bytes to which the write-ahead log is cut back once a long reader that made it grow has ended.
    public var logBytes = 16 << 20
    /// Prepared statements that each connection keeps.
    public var statementLimit = 512
    /// What may be done with the file.
    var access = SQLiteAccess.all

    public init() {}
    public static let standard = Options()
  }

  public let dialect = Dialect.sqlite
  public let path: String
  private let options: Options
  private let writes: JobQueue
  private let reads: JobQueue
  private let messages = Notifications()
  private let tally = CommitTally()
  private let watching = Atomic(false)
  private let threads: ThreadGroup
  /// Does nothing but stay open: where all others are replaced after a fault of the disk, the log would
  /// otherwise go with the last of them, and its successor would look like a stranger's.
  private let anchor: SQLiteHandle

  /// Opens the file at `path`, which is made when there is none, and starts the threads. Throws
  /// `MainstayError.unavailable` with the reason when that cannot be done.
  public static func open(path: String, options: Options = .standard) throws -> SQLiteDatabase {
    do {
      // The writer first: it makes the file and turns on the write-ahead log.
      let writer = try SQLiteHandle(path: path, role: .writer, options: options)
      let readers = try (0..<max(1, options.readers)).map { _ in
        try SQLiteHandle(path: path, role: .reader, options: options)
      }
      let anchor = try SQLiteHandle(path: path, role: .reader, options: options)
      try anchor.run("SELECT 1 FROM sqlite_schema LIMIT 1")
      return SQLiteDatabase(
        path: path, options: options, files: DatabaseFiles(path: anchor.filePath), anchor: anchor, writer: writer,
        readers: readers)
    } catch let fault as SQLiteOpeningFault {
      throw SQLiteFailure.opening(path, fault)
    }
  }

  /// Opens the file at `path` to look at it: it is not made, its kind of log is not changed, and nothing is written. On
  /// a disk that is mounted read-only SQLite can make none of the files that it usually needs beside it; there it is read
  /// as it stands, where it was closed well.
  ///
  /// - Throws: `MainstayError.unavailable` with the reason, also where such a disk holds a log with changes that have not
  ///   come into the file.
  public static func look(at path: String, options: Options = .standard) throws -> SQLiteDatabase {
    var options = options
    options.access = .looking
    if ReadOnlyDisk.holds(path) {
      let log = path + "-wal"
      guard ReadOnlyDisk.bytes(of: log) == 0 else {
        throw MainstayError.unavailable(
          reason: "the database file \(path) stands on a disk that is mounted read-only, and \(log) beside it holds "
            + "changes that have not come into it: copy both files to a disk that can be written, and look at the copy")
      }
      options.access = .still
    }
    return try open(path: path, options: options)
  }

  /// Whether the file at a path stands on a disk that is mounted read-only; false for a file that is not there.
  public static func standsOnReadOnlyDisk(_ path: String) -> Bool { ReadOnlyDisk.holds(path) }

  /// Whether it stands on a disk that is mounted read-only, and is read as it stands.
  public var isStill: Bool { options.access == .still }

  private init(
    path: String, options: Options, files: DatabaseFiles, anchor: SQLiteHandle, writer: SQLiteHandle,
    readers: [SQLiteHandle]
  ) {
    (self.path, self.options, self.anchor) = (path, options, anchor)
    writes = JobQueue(limit: options.waitingLimit, waitSeconds: options.waitSeconds)
    reads = JobQueue(
      limit: options.waitingLimit, waitSeconds: options.waitSeconds,
      readsAtOnce: max(1, options.readers - options.reserved))
    threads = ThreadGroup()
    let (writes, reads, messages, tally) = (writes, reads, messages, tally)
    threads.start(name: "sqlite-writer") {
      SQLiteConnection.serve(writes, path: path, role: .writer, options: options, files: files, first: writer) {
        job, connection in
        if connection.othersHaveCommitted() { messages.sendMissed() }
        guard job.kind == .write else { return }
        SQLiteWriter(
          connection: connection, queue: writes, options: options, messages: messages, tally: tally, files: files
        ).commitGroup(from: job)
      }
    }
    for (index, reader) in readers.enumerated() {
      threads.start(name: "sqlite-reader-\(index)") {
        SQLiteConnection.serve(reads, path: path, role: .reader, options: options, files: files, first: reader) {
          job, connection in
          connection.read(job)
        }
      }
    }
  }

  deinit {
    writes.close()
    reads.close()
    messages.close()
  }

  public func read<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
    try await reads.submit(.read, body)
  }

  @discardableResult
  public func write<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
    try await writes.submit(.write, body)
  }

  /// What the writer has done since the start, and what waits for it now.
  public var writeCounts: WriteCounts {
    let (bodies, commits) = tally.values
    return WriteCounts(bodies: bodies, commits: commits, waiting: writes.waiting)
  }

  public struct WriteCounts: Hashable, Sendable {
    /// Bodies committed.
    public var bodies: Int
    /// Durable commits that they shared.
    public var commits: Int
    public var waiting: Int
  }

  public func notifications(_ channel: String) -> AsyncStream<String> {
    defer { if !watching.exchange(true, ordering: .acquiringAndReleasing) { watch() } }
    return messages.listen(channel)
  }

  /// While someone listens, has the writer look once a second whether another process has changed the
  /// file: nobody else would tell.
  private func watch() {
    DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(options.watchSeconds)) { [weak self] in
      guard let self, !writes.isClosed else { return }
      if messages.hasListeners, writes.waiting == 0 { writes.nudge() }
      watch()
    }
  }

  /// Deleted content is overwritten as it is deleted; what the write-ahead log still has of it goes with the log, unless
  /// a reader needs that: then it goes once the log is used from its beginning.
  public func scrub() async throws {
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      DispatchQueue.global().async { [anchor] in
        done.resume(
          with: Result {
            do throws(SQLiteOpeningFault) {
              try anchor.run("PRAGMA wal_checkpoint(TRUNCATE)")
            } catch {
              throw MainstayError.unavailable(reason: "the database's log cannot be emptied: \(error.message)")
            }
          })
      }
    }
  }

  public var freeBytes: Int64? { DatabaseFiles.freeBytes(beside: anchor.filePath) }

  /// A database in memory for as long as `body` runs: its one writer makes it and sees it alone.
  public func inEmptySchema<T: Sendable>(
    _ body: @escaping @Sendable (any Transaction) throws -> T
  ) async throws -> T {
    var options = Options()
    options.readers = 1
    let empty = try SQLiteDatabase.open(path: ":memory:", options: options)
    do {
      let value = try await empty.write(body)
      await empty.close()
      return value
    } catch {
      await empty.close()
      throw error
    }
  }

  public func close() async {
    reads.close()
    writes.close()
    messages.close()
    await threads.join()
    anchor.close()
  }
}

/// Counts the writer's commits.
final class CommitTally: Sendable {
  private let counts = Mutex((bodies: 0, commits: 0))

  var values: (bodies: Int, commits: Int) { counts.withLock { $0 } }

  func add(bodies: Int) {
    counts.withLock {
      $0.bodies += bodies
      $0.commits += 1
    }
  }
}
