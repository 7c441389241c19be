import Application
import HTTPSupport
import Kernel

extension Product {
  /// What must work for this node to be sent requests.
  func readiness() async -> [HealthCheck] {
    do {
      let health = try await app.ask(EngineHealth(), as: .system("health"))
      let late = health.modules.filter { $0.isLate(at: health.now) }.map(\.module)
      return [
        HealthCheck("database", good: true, "answers"),
        // A late engine is shown; it is no reason to keep people from the pages.
        HealthCheck("engine", good: true, late.isEmpty ? "on time" : "late: " + late.joined(separator: ", ")),
      ]
    } catch MainstayError.unavailable(let reason) {
      return [HealthCheck("database", good: false, reason)]
    } catch {
      return [HealthCheck("database", good: false, "fails; see the log")]
    }
  }
}
