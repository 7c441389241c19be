import Components
import Core
import Kernel
import Markup

/// What people can hold.
public struct RolesPage: Page {
  public var title: String { "Roles" }
  public var place: Place? { .roles }
  public var rows: [Row]
  /// The form of a new role; nil for who may not make one.
  public var form: FormState?
  public var groups: [PermissionGroup]
  public var needsProof: Bool

  public struct Row: Sendable {
    public var key: String
    public var label: String
    public var permissions: Int
    /// `as the product has it`, `changed here`, `of this desk`.
    public var origin: String
    public init(key: String, label: String, permissions: Int, origin: String) {
      (self.key, self.label, self.permissions, self.origin) = (key, label, permissions, origin)
    }
    var path: String { "/roles/" + Address.encoded(key) }
  }

  public init(rows: [Row], form: FormState?, groups: [PermissionGroup], needsProof: Bool = false) {
    (self.rows, self.form, self.groups, self.needsProof) = (rows, form, groups, needsProof)
  }
}

/// What a wing lets people do.
public struct PermissionGroup: Sendable {
  public var title: String
  public var permissions: [Permission]
  public init(_ title: String, _ permissions: [Permission]) { (self.title, self.permissions) = (title, permissions) }
}

/// One role: what it allows, and who holds it.
public struct RolePage: Page {
  public var title: String { label }
  public var place: Place? { .roles }
  public var crumbs: [Crumb] { [Crumb("Roles", Place.roles.path)] }
  public var key: String
  public var label: String
  /// Names of permissions.
  public var allowed: Set<String>
  public var groups: [PermissionGroup]
  public var version: Int
  /// Nil for who may not change it, and of administrators.
  public var form: FormState?
  public var needsProof = false
  /// To give it to somebody; nil for who may not.
  public var give: Giving?
  /// Whether what somebody made of it can be taken away, and what then is.
  public var removal: Removal?
  public var holders: [Holder] = []
  public var pager = Pager(shows: "")

  public enum Removal: Sendable { case toProduct, forGood }

  /// Whom a role may be given to.
  public struct Giving: Sendable {
    /// Who works here; nobody where they are too many to choose from.
    public var people: [Choice]
    public var teams: [Choice]
    public var form = FormState()
    public init(people: [Choice], teams: [Choice]) { (self.people, self.teams) = (people, teams) }
  }

  /// Somebody, or a team, with a grant of it.
  public struct Holder: Sendable {
    public var name: String
    public var path: String
    public var scope: String
    public var from: Instant
    public var until: Instant?
    public init(name: String, path: String, scope: String, from: Instant, until: Instant?) {
      (self.name, self.path, self.scope, self.from, self.until) = (name, path, scope, from, until)
    }
  }

  public init(
    key: String, label: String, allowed: Set<String>, groups: [PermissionGroup], version: Int, form: FormState? = nil
  ) {
    (self.key, self.label, self.allowed, self.groups) = (key, label, allowed, groups)
    (self.version, self.form) = (version, form)
  }

  var path: String { "/roles/" + Address.encoded(key) }
}
