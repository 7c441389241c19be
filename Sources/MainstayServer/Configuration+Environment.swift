import Foundation

extension Configuration {
  /// The settings that the environment holds, by name. MAINSTAY_TEST_ names belong to the tests.
  public static var environment: [String: String] {
    ProcessInfo.processInfo.environment.filter {
      $0.key.hasPrefix("MAINSTAY_") && !$0.key.hasPrefix("MAINSTAY_TEST_")
    }
  }
}
