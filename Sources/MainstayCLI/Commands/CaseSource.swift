import BusinessTime
import CSVFiles
import CaseFiles
import ImportUseCases
import Kernel
import Recovery

/// A file of cases: one that can be read again and again, or what is read once from standard input or a pipe.
struct CaseSource {
  /// Bytes of what can be read only once.
  private static let mostAtOnce = 64 << 20
  private let path: String

  init(_ path: String) { self.path = path }

  func cases(
    _ columns: CaseColumns, zone: ZoneRules, pattern: TimePattern?, order: DateOrder?
  ) throws -> CaseFile {
    guard !InputFile.isOrdinary(path) else {
      return try CaseFile(columns, zone: zone, pattern: pattern, order: order) { try FileBytes(path: path) }
    }
    let bytes = try InputFile.read(path, limit: CaseSource.mostAtOnce)
    guard bytes.count <= CaseSource.mostAtOnce else {
      throw MainstayError.field("file", "is longer than 64 MB, which is the most of what can be read only once")
    }
    return try CaseFile(columns, zone: zone, pattern: pattern, order: order) { MemoryBytes(bytes) }
  }
}
