import Core
import Kernel

/// How far an import is.
public struct ImportProgress: Hashable, Sendable {
  /// How much of the source has been read, 0 to 1.
  public var share: Double
  /// Rows of the source that are done with, earlier parts of the same run included.
  public var rows: Int
  public var tally: ImportTally
}

/// How an import ended.
public struct ImportReport: Hashable, Sendable {
  /// Nil of a dry run.
  public var run: ImportRun?
  public var isDryRun: Bool
  /// Whether this source had been imported to its end before, so that nothing was done.
  public var wasFinished: Bool
  /// The rows behind which this part of the run began; 0 of a fresh one.
  public var resumedAt: Int
  /// Rows read, of the whole run.
  public var rows: Int
  /// Of the whole run.
  public var tally: ImportTally
  /// At most `ImportLimits.faults`; `tally.faults` counts all.
  public var faults: [ImportFault]
  /// How the source was read; nil where that is not known.
  public var reading: ImportReading?
  /// The first new tickets of a dry run.
  public var samples: [ImportSample] = []
}

extension ImportReport {
  /// Of a source that had been imported to its end before.
  public init(finishedBefore detail: ImportDetail) {
    self.init(
      run: detail.run, isDryRun: false, wasFinished: true, resumedAt: 0, rows: detail.run.position,
      tally: detail.run.tally, faults: detail.faults, reading: detail.run.identity.reading)
  }
}

extension App {
  /// Imports a source to its end, portion by portion, while the next portion is being read. Goes on
  /// where an earlier import of the same source stopped; does nothing where that had reached the end.
  ///
  /// - Parameters:
  ///   - dryRun: reads everything and writes nothing.
  ///   - again: tries once more what was held back where the source had reached its end.
  /// - Throws: what the source throws, once everything before the fault is kept; `CancellationError`
  ///   between two portions; what `ImportHistories` throws.
  public func importHistories(
    _ identity: ImportIdentity, from source: sending any HistorySource, as principal: Principal, dryRun: Bool = false,
    again: Bool = false, progress: @Sendable (ImportProgress) -> Void = { _ in }
  ) async throws -> ImportReport {
    if dryRun { return try await previewHistories(identity, from: source, as: principal, progress: progress) }
    var run = try await run(BeginImport(identity, again: again), as: principal)
    let wasFinished = run.isFinished
    let start = run.position
    if !wasFinished {
      let reader = ImportReader(source, behind: run.position)
      var portion = try await reader.next()
      while let items = portion {
        try Task.checkCancellation()
        async let following = reader.next()
        run = try await self.run(ImportHistories(run: run.id, from: run.position, items), as: principal)
        progress(ImportProgress(share: await reader.share, rows: run.position, tally: run.tally))
        portion = try await following
      }
      try await self.run(RefreshStatistics(), as: principal)
      run = try await self.run(FinishImport(run.id), as: principal)
    }
    return ImportReport(
      run: run, isDryRun: false, wasFinished: wasFinished, resumedAt: wasFinished ? 0 : start, rows: run.position,
      tally: run.tally, faults: try await ask(ListImportFaults(of: run.id), as: principal),
      reading: run.identity.reading)
  }

  private func previewHistories(
    _ identity: ImportIdentity, from source: sending any HistorySource, as principal: Principal,
    progress: @Sendable (ImportProgress) -> Void
  ) async throws -> ImportReport {
    let reader = ImportReader(source, behind: 0)
    var report = ImportReport(
      run: nil, isDryRun: true, wasFinished: false, resumedAt: 0, rows: 0, tally: ImportTally(), faults: [],
      reading: identity.reading)
    while let items = try await reader.next() {
      try Task.checkCancellation()
      let preview = try await ask(
        PreviewHistories(of: identity.source, items, samples: ImportLimits.samples - report.samples.count),
        as: principal)
      report.samples += preview.samples
      report.tally = report.tally + preview.tally
      report.faults += preview.faults.prefix(max(0, ImportLimits.faults - report.faults.count))
      report.rows = items.last?.position ?? report.rows
      progress(ImportProgress(share: await reader.share, rows: report.rows, tally: report.tally))
    }
    return report
  }
}

/// Reads a source portion by portion, beside the one who writes.
private actor ImportReader {
  private var source: any HistorySource
  private let start: Int
  /// What the source threw, kept until everything before it has been handed out.
  private var failure: (any Error)?
  private(set) var share = 0.0

  /// - Parameter start: tickets that end up to this row are passed over.
  init(_ source: sending any HistorySource, behind start: Int) {
    (self.source, self.start) = (source, start)
  }

  /// Nil at the end.
  func next() throws -> [ImportItem]? {
    if let failure { throw failure }
    var items: [ImportItem] = []
    var first: Int?
    do {
      while let item = try source.next() {
        guard item.position > start else { continue }
        items.append(item)
        if first == nil { first = item.position }
        let isFull = items.count == ImportLimits.ticketsOfBatch
        if isFull || item.position - (first ?? item.position) >= ImportLimits.rowsOfBatch { break }
      }
    } catch {
      failure = error
      if items.isEmpty { throw error }
    }
    share = source.share
    return items.isEmpty ? nil : items
  }
}
