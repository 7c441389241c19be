import Core
import JournalUseCases
import Kernel
import StatementsUseCases
import Synchronization
import TestApp

extension TestApp {
  /// Two statements of months that are over.
  func fillStatements() async throws {
    for month in ["2025-04", "2025-05"] {
      _ = try await app.issueStatement(of: "standard", month: month, as: person("system"))
    }
  }

  /// The journal as a file.
  func exported() async throws -> [UInt8] {
    let bytes = Mutex<[UInt8]>([])
    try await app.exportJournal(as: person("lee")) { part in bytes.withLock { $0 += part } }
    return bytes.withLock { $0 }
  }
}
