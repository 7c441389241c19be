import Components
import Kernel
import Markup
import PeopleUseCases

extension AccountPage.Token {
  init(_ token: APIToken) {
    self.init(
      id: token.id.text, name: token.label, scope: token.scopes.contains(.write) ? "read and write" : "read only",
      madeAt: token.createdAt, maker: token.maker?.name, expiresAt: token.expiresAt, usedAt: token.lastUsedAt,
      isUseKept: token.isUseKept)
  }
}

extension HTML {
  /// The tokens of a person, with a button for each that revokes it.
  ///
  /// - Parameters:
  ///   - none: What stands there where there are none.
  ///   - back: The page that shows them, where that is not one's own account.
  func tokens(_ tokens: [AccountPage.Token], none: String, back: String? = nil, _ reader: Reader) {
    guard !tokens.isEmpty else { return p(none, .class("soft")) }
    p("Uses are noted once an hour.", .class("small soft"))
    let columns = [
      Column("For"), Column("May"), Column("Made"), Column("By"), Column("Last used"), Column("Expires"),
      Column("Action", hidden: true),
    ]
    table("Tokens", columns: columns, stacks: true) {
      for token in tokens { tr { cells(of: token, back: back, reader) } }
    }
  }

  private func cells(of token: AccountPage.Token, back: String?, _ reader: Reader) {
    th(token.name, .scope("row"))
    td(token.scope)
    td(.data("label", "Made")) { moment(token.madeAt, .date, for: reader) }
    td(.data("label", "By")) {
      if let maker = token.maker { bdi(maker) } else { span("the server's command line", .class("soft")) }
    }
    td(.data("label", "Used")) {
      if let at = token.usedAt {
        ago(at, for: reader)
      } else {
        span(token.isUseKept ? "never" : "not known", .class("soft"))
      }
    }
    td(.data("label", "Expires")) {
      if let at = token.expiresAt { moment(at, .date, for: reader) } else { text("never") }
    }
    td {
      postForm("/account/tokens/\(Address.encoded(token.id))/revoke", reader: reader) {
        if let back { input(.type("hidden"), .name("back"), .value(back)) }
        button("Revoke", .class("button grave"), .aria("label", "Revoke \(token.name)"))
      }
    }
  }
}
