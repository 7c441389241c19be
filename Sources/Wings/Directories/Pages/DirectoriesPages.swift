import Components
import Core
import DirectoriesUseCases
import HTTPSupport
import Kernel

extension Pages {
  /// The pages of this wing.
  public var ofDirectories: [Route] { directories + signInWith }
}

extension Place {
  public static let directories = Place(
    "/directories", "Directories", .building, key: "g", .manageDirectories, in: .running, 8, rails: [.admin])
  /// The places of this wing.
  public static let ofDirectories: [Place] = [.directories]
}
