import Components
import Core
import HTTPSupport
import Kernel
import ImportUseCases

extension Pages {
  /// The pages of this wing.
  ///
  /// - Parameters:
  ///   - imports: Carries on imports behind the requests that begin them.
  ///   - reader: Reads uploaded logs.
  public func ofImport(_ imports: BackgroundImports, reader: HistoryReader) -> [Route] {
    ImportRoutes(pages: self, imports: imports, reader: reader).all
  }
}

extension Place {
  public static let imports = Place(
    "/imports", "Imports", .history, key: "b", .importHistory, in: .running, 7, rails: [.admin])
  /// The places of this wing.
  public static let ofImport: [Place] = [.imports]
}
