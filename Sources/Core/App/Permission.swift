import Kernel

/// What a use case asks for before it does anything. Each wing says which there are for what it does, and from which
/// role on they come with the role. A fuller, scoped model takes this rule's place behind `Principal.may`.
public struct Permission: Hashable, Sendable {
  /// `tickets.see-all`.
  public var name: String
  /// Each role may do what those before it may: this is the first that has the permission.
  public var from: Role
  /// What it lets its holder do, in words that follow "may".
  public var words: String

  public init(_ name: String, from: Role, _ words: String) { (self.name, self.from, self.words) = (name, from, words) }

  /// Use the desk at all: open tickets for oneself and follow them.
  public static let openTickets = Permission("tickets.open", from: .requester, "open tickets and follow them")
  /// See how the product's background work fares.
  public static let seeHealth = Permission("health.see", from: .lead, "see how the engine is doing")
  /// Have background work that fails tried again at once.
  public static let retryWork = Permission("engine.retry", from: .lead, "have background work that fails tried again")
  /// Reserved to the product's own parts.
  public static let runEngine = Permission("engine.run", from: .system, "run the product's own parts")
}

extension Role {
  /// Whether a permission comes with the role.
  public func has(_ permission: Permission) -> Bool { self >= permission.from }
}

extension Principal {
  public func may(_ permission: Permission) -> Bool { role.has(permission) }

  /// Throws `forbidden` where the principal lacks the permission.
  public func require(_ permission: Permission) throws(MainstayError) {
    guard may(permission) else { throw .forbidden(permission: permission.name) }
  }
}
