import Foundation
import Kernel
import MainstayServer

extension NamedFile {
  /// Writes all of it.
  func put(_ bytes: [UInt8]) async throws {
    try await write { file in
      do {
        try file.write(contentsOf: Data(bytes))
      } catch {
        throw MainstayError.unavailable(reason: "\(path) cannot be written: \(error.localizedDescription)")
      }
    }
  }
}
