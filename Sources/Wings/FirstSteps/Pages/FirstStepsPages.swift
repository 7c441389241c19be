import Components
import Core
import FirstSteps
import FirstStepsUseCases
import HTTPSupport
import Kernel

extension Pages {
  /// The pages of this wing.
  ///
  /// - Parameter closures: Reads calendar files that somebody chooses.
  public func ofFirstSteps(closures: @escaping ClosureReader) -> [Route] {
    firstSteps + deskStep + hoursStep(closures) + teamStep + peopleStep + promiseStep
  }
}

extension Place {
  /// There until a desk works, for those who may set it up.
  public static let firstSteps = Place(
    FirstStepsShown.path, "First steps", .flag, key: "f", .setUpDesk, in: .work, 0, rails: [.admin], homeOf: [.admin],
    isPassing: true)
  /// The places of this wing.
  public static let ofFirstSteps: [Place] = [.firstSteps]
}
