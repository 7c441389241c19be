import Components
import Markup

extension HTML {
  /// Says that what was sent is not what was looked at, so that it has to be looked at once more.
  func changedSinceSeen() {
    notice(.warn) {
      p("You changed something after you looked at it, so nothing is in force yet. This is what it means now.")
    }
  }
}
