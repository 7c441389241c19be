import Kernel
import Markup

/// How what was just done can be taken back: by a form that does the opposite, which is a change like any other.
public struct UndoOffer: Hashable, Sendable {
  /// Where the form is sent.
  public var path: String
  /// The version of the record that was made, so that nothing that came later is taken back with it.
  public var version: Int
  /// Where one is led then.
  public var back: String

  public init(_ path: String, version: Int, back: String) {
    (self.path, self.version, self.back) = (path, version, back)
  }

  static let hint = KeyHint("z", does: "undo what was just done", act: .use)
}

extension Flash {
  /// As the browser keeps it until the page that shows it: `good.Sent.`, or with an undo
  /// `good!7 /tickets/INC-1/undo /tickets/INC-1 On hold.`. What does not fit a cookie is left out: first the list that the
  /// way back leads through, then the undo.
  var kept: String {
    let plain = "\(tone.rawValue).\(text)"
    guard let undo else { return plain }
    for back in [undo.back, String(undo.back.prefix { $0 != "?" })] {
      let whole = "\(tone.rawValue)!\(undo.version) \(undo.path) \(back) \(text)"
      if TextBounds.cookie.faults(in: whole, at: "").isEmpty { return whole }
    }
    return plain
  }

  /// - Returns: nil for what is no such line. Addresses that lead elsewhere offer no undo.
  init?(kept text: String) {
    guard let mark = text.firstIndex(where: { $0 == "." || $0 == "!" }),
      let tone = Tone(rawValue: String(text[..<mark]))
    else { return nil }
    let rest = text[text.index(after: mark)...]
    guard text[mark] == "!" else {
      self.init(tone, String(rest))
      return
    }
    let parts = rest.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 4, let version = Int(parts[0]) else { return nil }
    let (path, back) = (Pages.back(parts[1], or: ""), Pages.back(parts[2], or: ""))
    let isHere = !path.isEmpty && !back.isEmpty
    self.init(tone, parts[3], undo: isHere ? UndoOffer(path, version: version, back: back) : nil)
  }
}

extension HTML {
  /// What was just done, in a line at the head of the page where work goes on, with its undo. One at a time; it lies over
  /// nothing, stays until the next page and is read out. Errors never stand here.
  func toast(_ flash: Flash, for reader: Reader) {
    div(.class("flash"), .role("status"), .tabindex(-1)) {
      notice(flash.tone) {
        p(flash.text)
        if let undo = flash.undo {
          postForm(undo.path, reader: reader) {
            input(.type("hidden"), .name("version"), .value(String(undo.version)))
            input(.type("hidden"), .name("back"), .value(undo.back))
            button(.class("button"), .data("key", UndoOffer.hint.keys[0])) {
              text("Undo")
              kbd(UndoOffer.hint.keys[0], .ariaHidden)
            }
          }
        }
      }
    }
  }
}
