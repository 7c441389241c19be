import TestApp

extension EveryColumnTests {
  /// Rows in the table of statements.
  func prepareStatements(_ test: TestApp) async throws { try await test.fillStatements() }
}
