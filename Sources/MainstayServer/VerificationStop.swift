import JournalUseCases
import ServiceLifecycle

/// Stops the verification under way when the server is told to stop, so that it holds nothing up.
struct VerificationStop: Service {
  let verifier: JournalVerifier

  func run() async throws {
    try? await gracefulShutdown()
    await verifier.close()
  }
}
