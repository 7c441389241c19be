import Foundation
import Kernel
import Storage

/// One thread's part of the pool: keeps a connection and runs bodies on it, again where that helps.
final class PostgresWorker {
  /// Milliseconds between two attempts to connect: short at first, then not more often than this.
  private static let longestPause = 1000
  /// How often a body may lose its connection and still be run again.
  private static let losses = 3

  private let url: String
  private let options: PostgresDatabase.Options
  private let messages: PostgresMessages
  private let index: Int
  private var connection: PostgresConnection?

  init(url: String, options: PostgresDatabase.Options, messages: PostgresMessages, index: Int) {
    (self.url, self.options, self.messages, self.index) = (url, options, messages, index)
  }

  func close() {
    connection?.close()
    connection = nil
  }

  func serve(_ job: Job) {
    var attempts = 0
    var losses = 0
    var deadline = job.deadline
    while true {
      do {
        return try run(job, until: deadline)
      } catch let failure as PostgresFailure {
        attempts += 1
        if failure.isLost { losses += 1 }
        guard failure.mayPass, attempts < options.attempts, losses <= Self.losses else {
          return job.fail(failure.error)
        }
        if failure.isLost {
          deadline = max(deadline, .now.advanced(by: .seconds(options.connectSeconds)))
        } else {
          // Threads that hold each other up come back one after the other.
          pause(milliseconds: attempts * 2 + index)
        }
      } catch {
        return job.fail(error)
      }
    }
  }

  /// Runs the body once. Throws `PostgresFailure` when running it again may help, or what the caller gets.
  private func run(_ job: Job, until deadline: ContinuousClock.Instant) throws {
    let connection = try connected(until: deadline)
    let transaction = PostgresTransaction(connection, job.kind)
    do {
      let finish = try job.run(transaction)
      if let failure = transaction.failure { throw failure }
      if job.kind.isRead {
        // Nothing that a reader has seen can still be refused: the caller need not wait for the end.
        finish()
        tidy(connection) { try transaction.commit() }
        return
      }
      try transaction.commit()
      for action in transaction.actions { action() }
      for message in transaction.messages { messages.send(message.channel, message.payload) }
      finish()
      tidy(connection) {}
    } catch {
      transaction.rollBack()
      if connection.isLost { drop(connection) }
      // The body may have put the failure in words of its own; what to do about it is decided by the failure.
      guard let failure = error as? PostgresFailure ?? transaction.failure as? PostgresFailure else { throw error }
      if failure.mustPrepareAgain, !connection.isLost { try? connection.forgetStatements(all: true) }
      if failure.isLost, transaction.isCommitting {
        throw MainstayError.unavailable(
          reason: "the connection to the database was lost during a commit, which may or may not have been made")
      }
      throw failure.mayPass ? failure : error is PostgresFailure ? failure.error : error
    }
  }

  /// Work after which the caller no longer waits; a connection that fails in it is not used again.
  private func tidy(_ connection: PostgresConnection, _ work: () throws -> Void) {
    do {
      try work()
      try connection.forgetStatements(all: false)
    } catch {
      drop(connection)
    }
  }

  private func drop(_ connection: PostgresConnection) {
    connection.close()
    self.connection = nil
  }

  /// The kept connection or a new one; tries until `deadline` while the server is away.
  private func connected(until deadline: ContinuousClock.Instant) throws -> PostgresConnection {
    if let connection, connection.isReady { return connection }
    connection?.close()
    var wait = 20
    while true {
      do {
        let connection = try PostgresConnection(url: url, options: options)
        self.connection = connection
        return connection
      } catch {
        guard ContinuousClock.now.advanced(by: .milliseconds(wait)) < deadline else { throw error }
        pause(milliseconds: wait)
        wait = min(Self.longestPause, wait * 2)
      }
    }
  }

  private func pause(milliseconds: Int) {
    Thread.sleep(forTimeInterval: Double(milliseconds) / 1000)
  }
}
