import Components
import Core
import Kernel
import PeopleUseCases

extension Pages {
  /// Everybody who can be given work.
  func staff(_ principal: Principal) async throws -> [Choice] {
    guard principal.may(.seePeople) else { return [] }
    return try await app.ask(ListStaff(), as: principal).map { Choice($0.name, $0.displayName) }
  }
}
