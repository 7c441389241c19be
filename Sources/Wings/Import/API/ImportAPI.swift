import Core
import HTTPSupport
import ImportUseCases

extension Endpoint {
  /// What the API offers of this wing.
  public static func ofImport(app: App, imports: BackgroundImports, reader: HistoryReader) -> [Endpoint] {
    ImportEndpoints(app: app, imports: imports, reader: reader).all
  }
}
