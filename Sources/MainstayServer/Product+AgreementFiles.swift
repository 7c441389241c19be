import AgreementFiles
import AgreementsUseCases
import BusinessTime
import Core
import Foundation
import Kernel
import Synchronization
import SystemZones

extension App {
  /// Reads agreement files into drafts; an agreement may name a calendar of any of the files, or one
  /// that was applied before.
  ///
  /// - Throws: `MainstayError.invalid` with every fault of every file, by file name and path; `unavailable` where
  ///   more than `AgreementReading.waitingLimit` are being read already.
  public func readAgreements(
    _ files: [AgreementFile.Source], zones: any ZoneSource = SystemZones()
  ) async throws -> AgreementDrafts {
    let versions = try await ask(CalendarVersions(), as: .system("agreement-files"))
    // The newest version of a calendar comes first.
    let known = Dictionary(versions.map { ($0.key, $0.definition.workingDay) }) { newest, _ in newest }
    let read = try await AgreementReading.onThread { try AgreementFile(files, known: known, zones: zones) }
    return AgreementDrafts(
      calendars: read.calendars,
      agreements: read.agreements.map { entry in
        AgreementTerms(
          key: entry.key, agreement: entry.agreement, scope: entry.scope, validFrom: entry.validFrom,
          validTo: entry.validTo, exclusions: entry.exclusions)
      })
  }
}

/// Reads files on a thread of its own, one after the other, so that a large one never holds up the threads that
/// answer requests.
enum AgreementReading {
  /// Readings that may wait; one more is refused.
  static let waitingLimit = 16

  private static let queue: OperationQueue = {
    let queue = OperationQueue()
    queue.name = "agreement files"
    queue.maxConcurrentOperationCount = 1
    return queue
  }()

  static func onThread<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
    guard queue.operationCount < waitingLimit else {
      throw MainstayError.unavailable(reason: "more than \(waitingLimit) agreement files are being read")
    }
    let ending = ReadingEnd()
    // A request that has ended, by its limit of time too, takes its reading out of the queue.
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let operation = BlockOperation {
          guard !ending.isOver else { return continuation.resume(throwing: CancellationError()) }
          continuation.resume(with: Result { try work() })
        }
        queue.addOperation(operation)
      }
    } onCancel: {
      ending.end()
    }
  }
}

/// Whether anybody still waits for a reading.
private final class ReadingEnd: Sendable {
  private let over = Atomic(false)
  var isOver: Bool { over.load(ordering: .relaxed) }
  func end() { over.store(true, ordering: .relaxed) }
}
