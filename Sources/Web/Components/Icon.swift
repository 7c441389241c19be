import Markup

/// The icons in use: symbols of the sprite that `scripts/assets` cuts out, listed there once more.
public enum Icon: String, CaseIterable, Sendable {
  case activity
  case again = "arrow-clockwise"
  case reopen = "arrow-counterclockwise"
  case exchange = "arrow-left-right"
  case sync = "arrow-repeat"
  case leave = "box-arrow-right"
  case building
  case calendar = "calendar3"
  case note = "chat-left-text"
  case done = "check-circle"
  case check = "check-lg"
  case down = "chevron-down"
  case left = "chevron-left"
  case right = "chevron-right"
  case up = "chevron-up"
  case theme = "circle-half"
  case clock
  case history = "clock-history"
  case dash = "dash-circle"
  case download
  case mail = "envelope"
  case alert = "exclamation-circle"
  case warning = "exclamation-triangle"
  case diff = "file-diff"
  case filter
  case flag
  case gear
  case graph = "graph-up"
  case hourglass = "hourglass-split"
  case inbox
  case info = "info-circle"
  case agreement = "journal-check"
  case journal = "journal-text"
  case key
  case keyboard
  case help = "life-preserver"
  case link = "link-45deg"
  case list
  case lock
  case moon
  case verified = "patch-check"
  case pause = "pause-circle"
  case pencil
  case people
  case person
  case me = "person-circle"
  case play = "play-circle"
  case plus = "plus-lg"
  case question = "question-circle"
  case reply
  case search
  case send
  case shield = "shield-check"
  case never = "slash-circle"
  case sun
  case fault = "x-circle"
  case close = "x-lg"
}

extension HTML {
  /// An icon beside words that say the same; with `label`, one that stands alone.
  public func icon(_ icon: Icon, label: String? = nil) {
    let name: [Attribute] = label.map { [.role("img"), .aria("label", $0)] } ?? [.ariaHidden]
    element("svg", [.class("icon"), .viewBox("0 0 16 16")] + name) {
      use(Assets.path(Assets.icons) + "#" + icon.rawValue)
    }
  }
}

/// Where the browser finds the files of `Public`.
public enum Assets {
  /// The path under which `Public` is served.
  public static let base = "/"
  /// The stylesheets of every page, in their order.
  static let sheets = ["tokens", "base", "components", "drawings"].map { "style/\($0).css" }
  static let script = "script/mainstay.js"
  static let (live, liveWorker) = ("script/live.js", "script/live-worker.js")
  static let icons = "vendor/icons.svg"
  static let font = "vendor/inter-400.woff2"
  static let siteIcon = "icon.svg"

  /// Our own files, without which no page is of use.
  public static let own = sheets + [script, live, liveWorker, siteIcon]
  /// Files that `scripts/assets` places: without them pages have no icons, and another font.
  public static let placed = [icons, font]

  /// The address of a file below `Public`; with a version, one that may be kept for ever.
  public static func path(_ file: String, version: String = "") -> String {
    version.isEmpty ? base + file : base + file + "?v=" + version
  }
}
