import Foundation
import Kernel
import Storage

/// Commits bodies in groups: what waits while one commit reaches the disk shares the next one. Each
/// body has a savepoint of its own, and its caller hears of it only after the commit.
struct SQLiteWriter {
  private struct Done {
    var job: Job
    var transaction: SQLiteTransaction
    var finish: @Sendable () -> Void
  }

  let connection: SQLiteConnection
  let queue: JobQueue
  let options: SQLiteDatabase.Options
  let messages: Notifications
  let tally: CommitTally
  let files: DatabaseFiles

  /// Runs `first` and what waits behind it in one transaction.
  func commitGroup(from first: Job) {
    let start = ContinuousClock.now
    var undone = commit(first) { count in
      guard count < options.groupLimit,
        ContinuousClock.now - start < .milliseconds(options.groupMilliseconds)
      else { return nil }
      return queue.poll()
    }
    // One of a group took the others down with it: each again, alone.
    while !undone.isEmpty { undone += commit(undone.removeFirst()) { _ in nil } }
    giveWay(after: ContinuousClock.now - start)
  }

  /// SQLite's lock knows no queue: a process that takes it again at once after holding it for long
  /// keeps all others out. So who has held it for long leaves a gap that others find.
  private func giveWay(after held: Swift.Duration) {
    guard held > .milliseconds(20) else { return }
    let pause = min(max(held / 20, .milliseconds(2)), .milliseconds(10))
    Thread.sleep(forTimeInterval: pause / .seconds(1))
  }

  /// Runs `first`, then what `next` gives, and commits them together. Returns those that have to run
  /// again because another one ended the transaction for all.
  private func commit(_ first: Job, next: (Int) -> Job?) -> [Job] {
    do {
      connection.setTimeLimit(seconds: nil)
      try connection.control("BEGIN IMMEDIATE")
    } catch {
      first.fail(error)
      return []
    }
    var group: [Done] = []
    var job = first
    repeat {
      do {
        // The first needs no savepoint: when it fails there is nothing to keep.
        if !group.isEmpty { try connection.control("SAVEPOINT body") }
        let done = try run(job)
        if !group.isEmpty { try connection.control("RELEASE body") }
        group.append(done)
      } catch {
        job.fail(error)
        guard !group.isEmpty else {
          connection.rollBack()
          return []
        }
        guard undoBody() else {
          connection.rollBack()
          return group.map(\.job)
        }
      }
      guard let another = next(group.count) else { break }
      job = another
    } while true
    return end(group)
  }

  private func run(_ job: Job) throws -> Done {
    let transaction = SQLiteTransaction(connection)
    defer {
      transaction.end()
      connection.setTimeLimit(seconds: nil)
    }
    let finish = try job.run(transaction)
    if let failure = transaction.failure { throw failure }
    return Done(job: job, transaction: transaction, finish: finish)
  }

  /// Undoes the failed body alone; false when SQLite has already undone the whole transaction.
  private func undoBody() -> Bool {
    guard connection.isInTransaction, !connection.isBroken else { return false }
    do {
      try connection.control("ROLLBACK TO body")
      try connection.control("RELEASE body")
      return true
    } catch {
      return false
    }
  }

  private func end(_ group: [Done]) -> [Job] {
    do {
      try files.check()
    } catch {
      connection.rollBack()
      // Where the log alone is gone, what it holds can still reach the database as long as this process lives.
      try? connection.control("PRAGMA wal_checkpoint(PASSIVE)")
      for done in group { done.job.fail(error) }
      return []
    }
    do {
      try connection.control("COMMIT")
    } catch {
      connection.rollBack()
      // A deferred constraint of one of them: alone, each gets its own answer.
      if error is StorageError, group.count > 1 { return group.map(\.job) }
      for done in group { done.job.fail(error) }
      return []
    }
    tally.add(bodies: group.count)
    for done in group {
      for action in done.transaction.actions { action() }
      for message in done.transaction.messages { messages.send(message.channel, message.payload) }
      done.finish()
    }
    return []
  }
}
