import Kernel
import Markup
import TicketsUseCases

extension HTML {
  /// That a verdict or a figure is contested, or was, beside it.
  public func contested(_ contests: [Contest]) {
    for contest in contests {
      notice(contest.isOpen ? .warn : .plain) {
        p {
          text(contest.isOpen ? "Contested: " : "It was contested: ")
          a(contest.name, .href(contest.path))
          text(", \(contest.words).")
        }
      }
    }
  }
}
