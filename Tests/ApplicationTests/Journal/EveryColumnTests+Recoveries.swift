import TestApp

extension EveryColumnTests {
  /// Rows in the table of recoveries.
  func prepareRecoveries(_ test: TestApp) async throws { try await test.fillRecoveries() }
}
