import TestApp

extension EveryColumnTests {
  /// Rows in every table of offers.
  func prepareOffers(_ test: TestApp) async throws { try await test.fillOffers() }
}
