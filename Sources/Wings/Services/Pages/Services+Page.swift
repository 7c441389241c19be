import Components
import Core
import Kernel
import Markup
import Services
import ServicesUseCases
import TicketsUseCases

/// Services with this period's availability.
public struct ServicesPage: Page {
  public var title: String { "Services" }
  public var place: Place? { .services }

  public var list: ServiceList
  public var pager: Pager

  public init(_ list: ServiceList, pager: Pager) { (self.list, self.pager) = (list, pager) }
}

/// A period of a service.
public struct ServicePage: Page {
  public var title: String { view.service }
  public var words: [Term] { [.exclusion, .calendar] }
  public var place: Place? { .services }

  public var view: ServiceView
  /// The form of a record; nil for those who may not make one.
  public var form: FormState?
  /// The field in which somebody writes what others say.
  public var theirs: FormState
  /// What is contested of the figure, or was.
  public var contests: [Contest] = []
  /// Where its reader contests it; nil for those who may not, and where nothing was stated yet.
  public var contesting: String?

  public init(_ view: ServiceView, form: FormState? = nil, theirs: FormState = FormState()) {
    (self.view, self.form, self.theirs) = (view, form, theirs)
  }
}

/// What a service is promised over time.
public struct PromisePage: Page {
  public var title: String { "Promise" }
  public var words: [Term] { [.exclusion, .calendar] }
  public var place: Place? { .services }
  public var crumbs: [Crumb] { [Crumb(view.service, ServiceWords.service(view.service))] }

  public var view: ServiceView
  /// Nil for those who may only look.
  public var form: FormState?
  public var calendars: [String]
  public var zones: [String]

  public init(_ view: ServiceView, form: FormState? = nil, calendars: [String] = [], zones: [String] = []) {
    (self.view, self.form, self.calendars, self.zones) = (view, form, calendars, zones)
  }
}

/// A promise for a service that nothing is known of yet.
public struct NewServicePage: Page {
  public var title: String { "Promise for a new service" }
  public var words: [Term] { [.exclusion, .calendar] }
  public var place: Place? { .services }

  public var form: FormState
  public var calendars: [String]
  public var zones: [String]

  public init(form: FormState, calendars: [String] = [], zones: [String] = []) {
    (self.form, self.calendars, self.zones) = (form, calendars, zones)
  }
}

/// Records of all services.
public struct OutagesPage: Page {
  public var title: String { "Outages" }
  public var place: Place? { .services }

  public var list: OutageList
  public var service: String?
  public var isOpen: Bool
  public var pager: Pager
  /// Nil for those who may not record.
  public var form: FormState?

  public init(
    _ list: OutageList, service: String? = nil, isOpen: Bool = false, pager: Pager, form: FormState? = nil
  ) {
    (self.list, self.service, self.isOpen, self.pager, self.form) = (list, service, isOpen, pager, form)
  }
}

/// One record.
public struct OutagePage: Page {
  public var title: String { shown.outage.name }
  public var place: Place? { .services }
  public var crumbs: [Crumb] { [Crumb(shown.outage.service, ServiceWords.service(shown.outage.service))] }

  public var shown: OutageShown
  /// Nil where it cannot be corrected.
  public var form: FormState?
  public var withdrawal: FormState
  public var mayApprove: Bool

  public init(
    _ shown: OutageShown, form: FormState? = nil, withdrawal: FormState = FormState(), mayApprove: Bool = false
  ) {
    (self.shown, self.form, self.withdrawal, self.mayApprove) = (shown, form, withdrawal, mayApprove)
  }
}
