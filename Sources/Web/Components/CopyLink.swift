import Markup

extension HTML {
  /// The page's own address, to be sent to somebody: pressing it copies it, and without script it is a link as any.
  public func copyLink(_ path: String) {
    a(.class("button"), .href(path), .data("copy", "")) {
      icon(.link)
      text("Copy link")
    }
  }
}
