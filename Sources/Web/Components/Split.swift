import Markup

extension HTML {
  /// A list with what one of its rows leads to beside it, where the window is wide enough for both (from 1,280 px); below
  /// that the part at the side stands alone, and has to lead back to the list. The address names both, so that it can be
  /// sent, and each row is a link to the same list with itself beside it.
  ///
  /// - Parameter label: What stands at the side, for readers of screens.
  public func split(list: () -> Void, side: () -> Void, label: String) {
    div(.class("split")) {
      div(.class("split-list")) { list() }
      aside(.id("beside"), .class("split-side"), .data("part", ""), .aria("label", label), .tabindex(0)) { side() }
    }
  }

  /// A bar that stays at the foot of the window while what it belongs to is longer than that: one at a time, opaque, with
  /// a hairline and no shadow. In low windows and on phones it stands in its place.
  ///
  /// - Parameter look: Its class beside that of the bar.
  public func stickyFoot(_ look: String, content: () -> Void) {
    section(.class("sticky-foot " + look)) { content() }
  }
}
