import Components
import Core
import Directories
import Kernel

/// Directories that say who there is.
public struct DirectoriesPage: Page {
  public var title: String { "Directories" }
  public var place: Place? { .directories }
  public var rows: [Row]

  public struct Row: Sendable {
    public var id: String
    public var label: String
    /// `sends people here (SCIM)`.
    public var kind: String
    public var isActive: Bool
    public var people: Int
    public var groups: Int

    public init(id: String, label: String, kind: String, isActive: Bool, people: Int, groups: Int) {
      (self.id, self.label, self.kind) = (id, label, kind)
      (self.isActive, self.people, self.groups) = (isActive, people, groups)
    }
  }

  /// Whether one of them is asked for people (LDAP).
  public var asks: Bool

  public init(rows: [Row], asks: Bool = false) { (self.rows, self.asks) = (rows, asks) }
}

/// One directory, or a new one of a kind: where it is, who comes in by it, and what would happen to somebody.
public struct DirectoryPage: Page {
  public var title: String { id == nil ? "New directory" : form["label"].isEmpty ? "Directory" : form["label"] }
  public var place: Place? { .directories }
  public var crumbs: [Crumb] { [Crumb("Directories", Place.directories.path)] }
  public var kind: DirectoryKind
  /// Nil for a new one.
  public var id: String?
  public var form: FormState
  public var needsProof: Bool
  /// The secret of a directory that sends people here, which is shown this once.
  public var fresh: String?
  /// The address below which such a directory sends, as the reader reached the desk.
  public var address: String
  /// What the rule came to for the claims that were tried.
  public var trial: Admission?

  public init(
    _ kind: DirectoryKind, id: String? = nil, form: FormState, needsProof: Bool = false, fresh: String? = nil,
    address: String = "", trial: Admission? = nil
  ) {
    (self.kind, self.id, self.form, self.needsProof) = (kind, id, form, needsProof)
    (self.fresh, self.address, self.trial) = (fresh, address, trial)
  }
}
