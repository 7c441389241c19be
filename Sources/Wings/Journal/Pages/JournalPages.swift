import Components
import Core
import HTTPSupport
import Kernel
import JournalUseCases

extension Pages {
  /// The pages of this wing.
  public var ofJournal: [Route] { journal }
}

extension Place {
  public static let journal = Place(
    "/journal", "Journal", .journal, key: "j", .seeJournal, in: .running, 6, rails: [.manager, .admin])
  /// The places of this wing.
  public static let ofJournal: [Place] = [.journal]
}
