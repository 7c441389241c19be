import BusinessTime
import Core
import FirstSteps
import ICalendarFiles
import Kernel
import SystemZones

extension Product {
  /// Years after the present one for which a calendar file is laid out.
  private static let closureYears = 2
  /// Remarks on a file that are told one by one.
  private static let closureRemarks = 20

  /// Closures of a calendar file for a zone, in the order of their dates, beside the threads that answer.
  @Sendable public static func readClosures(_ bytes: [UInt8], zone: String, year: Int) async throws -> ReadClosures {
    let zones = SystemZones()
    let rules = try zones.rules(for: zone)
    guard bytes.count <= ICalendarFile.Limit.size else {
      throw MainstayError.field("file", "has more than \(ICalendarFile.Limit.size >> 20) MB")
    }
    guard let start = CivilDate(year: year, month: 1, day: 1),
      let end = CivilDate(year: year + closureYears, month: 12, day: 31)
    else { throw MainstayError.field("file", "cannot be laid out for the year \(year)") }
    let read = try await closureThreads.run {
      try ICalendarFile(zone: rules, zones: zones, from: start, through: end).closures(in: bytes)
    }
    let chosen = read.candidates.filter(\.isInPeriod).sorted { ($0.firstDate, $0.summary) < ($1.firstDate, $1.summary) }
    var remarks = chosen.flatMap { candidate in
      (candidate.notes + (candidate.isTransparent ? ["is marked as free time"] : [])).map {
        "\(candidate.summary): \($0)"
      }
    }
    remarks += read.skipped.map { "\($0.summary.isEmpty ? $0.uid : $0.summary) is left out: \($0.reason)" }
    let outside = read.candidates.count - chosen.count
    if outside > 0 { remarks.append("\(outside) entries close nothing from \(year) to \(year + closureYears).") }
    if remarks.count > closureRemarks {
      remarks = remarks.prefix(closureRemarks) + ["and \(remarks.count - closureRemarks) more like these"]
    }
    return ReadClosures(closures: chosen.flatMap(\.closures), remarks: remarks)
  }

  private static let closureThreads = ComputingThreads(width: 1, most: 4, busy: "calendar files are being read")
}
