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
  private let jobs: JobQueue
  private let index: Int
  private var connection: PostgresConnection?
  /// Whether this is the thread that tries on until the server is back.
  private var probes = false

  init(
    url: String, options: PostgresDatabase.Options, messages: PostgresMessages, jobs: JobQueue, index: Int
  ) {
    (self.url, self.options, self.messages, self.jobs, self.index) = (url, options, messages, jobs, index)
  }

  /// The life of the thread. A body stays in the queue, where its wait is bounded, until there is a connection to run it
  /// on.
  func work() {
    while (probes && !jobs.isClosed) || jobs.waitForWork() {
      guard connect(), let job = jobs.poll() else { continue }
      let again = serve(job)
      jobs.end(job)
      if let again { jobs.putBack(again) }
    }
    drop()
  }

  /// Runs a body until it has its answer; the body where that takes another connection.
  private func serve(_ job: Job) -> Job? {
    var attempts = 0
    while connection != nil {
      do {
        try run(job)
        return nil
      } catch let failure as PostgresFailure {
        attempts += 1
        guard failure.mayPass, attempts < options.attempts, !failure.isLost || job.losses < Self.losses else {
          job.fail(failure.error)
          return nil
        }
        if failure.isLost {
          // What waits need not find that out once more.
          if failure.isSilent, let away = failure.error as? MainstayError {
            probes = jobs.connectionFailed(away, answers: false)
          }
          var again = job
          again.losses += 1
          again.deadline = max(job.deadline, .now.advanced(by: .seconds(options.connectSeconds)))
          return again
        }
        // Threads that hold each other up come back one after the other.
        pause(milliseconds: attempts * 2 + index)
      } catch {
        job.fail(error)
        return nil
      }
    }
    return job
  }

  /// Runs the body once. Throws `PostgresFailure` when running it again may help, or what the caller gets.
  private func run(_ job: Job) throws {
    guard let connection else { throw PostgresFailure.lost("there is no connection") }
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
      if connection.isLost { drop() }
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
      drop()
    }
  }

  private func drop() {
    guard let connection else { return }
    connection.close()
    self.connection = nil
    jobs.connectionEnded()
  }

  /// Whether there is a connection now, the kept one or a new one. Of the threads that find the server away one tries on
  /// until it is back, and the others wait for that.
  private func connect() -> Bool {
    if let connection {
      if connection.isReady { return true }
      drop()
    }
    var wait = 20
    while !jobs.isClosed {
      let start = ContinuousClock.now
      do {
        connection = try PostgresConnection(url: url, options: options)
        jobs.connectionBegan()
        probes = false
        return true
      } catch {
        // A server that takes its time to refuse is not asked a second time.
        let answers = ContinuousClock.now - start < .seconds(1) && PostgresConnection.answers(url, options)
        let fault = (error as? MainstayError) ?? .away(internals: "\(error)")
        if jobs.connectionFailed(fault, answers: answers) { probes = true }
        pause(milliseconds: wait)
        guard probes else { return false }
        wait = min(Self.longestPause, wait * 2)
      }
    }
    return false
  }

  private func pause(milliseconds: Int) {
    Thread.sleep(forTimeInterval: Double(milliseconds) / 1000)
  }
}
