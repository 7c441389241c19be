import Kernel
import Markup

extension HTML {
  /// A boxed remark with the icon of its tone.
  public func notice(_ tone: Tone, _ content: () -> Void) {
    div(.class("notice \(tone.rawValue)")) {
      icon(tone.icon)
      div { content() }
    }
  }

  /// Names what a page lacks because it cannot be read, a line each with record and column; nothing where all can.
  public func unreadable(_ lines: [String], _ words: String) {
    guard !lines.isEmpty else { return }
    notice(.bad) {
      p(words)
      ul { for line in lines { li(line) } }
      p("Nothing was guessed. `mainstay verify` names every such record and what its journal says of it.")
    }
  }

  /// What its reader should know of a list, a sentence each; nothing where there is none.
  public func notes(_ sentences: [String]) {
    guard !sentences.isEmpty else { return }
    notice(.warn) { for sentence in sentences { p(sentence) } }
  }

  /// What stands where a list is empty: that it is, and what to do next.
  public func empty(_ icon: Icon, _ title: String, _ next: String, _ actions: () -> Void = {}) {
    div(.class("empty")) {
      self.icon(icon)
      h2(title)
      p(next)
      div(.class("actions")) { actions() }
    }
  }

  /// Characters of a chip that stays on one line.
  private static let shortChip = 24

  /// A word for a state, with icon and colour.
  public func chip(_ tone: Tone, _ icon: Icon? = nil, _ words: String) {
    let look = (tone == .plain ? "chip" : "chip \(tone.rawValue)") + (words.count > HTML.shortChip ? " long" : "")
    span(.class(look)) {
      if let icon { self.icon(icon) }
      text(words)
    }
  }

  /// Summary of what is wrong with a form; each line leads to its field, whose id `id` knows by its name.
  public func faults(
    _ faults: [FieldFault], labels: [String: String] = [:], id: (String) -> String = Forms.id
  ) {
    guard !faults.isEmpty else { return }
    div(.class("notice bad"), .id("faults"), .role("alert"), .tabindex(-1)) {
      icon(.fault)
      div {
        h2(faults.count == 1 ? "One thing needs mending" : "\(faults.count) things need mending")
        ul {
          for fault in faults {
            li {
              if fault.path.isEmpty {
                text(Forms.sentence(fault.message))
              } else {
                a(.href("#" + id(fault.path))) {
                  text("\(labels[fault.path] ?? fault.path): \(fault.message)")
                }
              }
            }
          }
        }
      }
    }
  }
}
