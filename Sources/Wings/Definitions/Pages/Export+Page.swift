import AgreementsPages
import Components
import Definitions
import Kernel

/// Every definition of the desk as files, to be taken away.
public struct ExportPage: Page {
  public var title: String { "Take everything away" }
  public var place: Place? { .agreements }
  public var crumbs: [Crumb] { [Crumb("Agreements", Place.agreements.path)] }
  public var words: [Term] { [.agreement, .calendar] }
  public var export: DefinitionExport

  public init(_ export: DefinitionExport) { self.export = export }
}
