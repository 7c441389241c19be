/// The mappings of Examples/imports, word by word, so that they are there wherever the product runs.
public enum ShippedMappings {
  public static let all: [(name: String, text: String)] = [
    ("servicenow-list", servicenowList),
    ("servicenow-labels", servicenowLabels),
    ("jira", jira),
    ("zammad", zammad),
    ("glpi-en", glpiEn),
    ("glpi-pt", glpiPt),
    ("glpi-es", glpiEs),
    ("osticket", osticket),
  ]

  /// Nil of a name that none has.
  public static func text(_ name: String) -> [UInt8]? { all.first { $0.name == name }.map { Array($0.text.utf8) } }

  private static let servicenowList = """
    # A list of incidents that ServiceNow exported with the names of its columns: a row an incident.
    source: servicenow
    title: ServiceNow list, columns by name
    columns:
      number: number
      opened: opened_at
      updated: [sys_updated_on, sys_updated_at]
      updatedBy: sys_updated_by
      openedBy: [opened_by, opened_by.name]
      resolved: resolved_at
      closed: closed_at
      due: due_date
      verdict: made_sla
      state: [incident_state, state]
      priority: priority
      impact: impact
      urgency: urgency
      category: category
      subcategory: subcategory
      contactType: contact_type
      location: [location, location.name]
      team: [assignment_group, assignment_group.name]
      assignee: [assigned_to, assigned_to.name]
      subject: short_description
      description: description
      requester: [caller_id, caller_id.name]
      code: close_code
    states:
      new: open
      in progress: open
      work in progress: open
      active: open
      open: open
      on hold: {hold: on-hold}
      awaiting user info: {hold: awaiting-requester}
      awaiting caller: {hold: awaiting-requester}
      awaiting vendor: {hold: awaiting-vendor}
      awaiting problem: {hold: awaiting-problem}
      awaiting change: {hold: awaiting-change}
      resolved: resolved
      closed: closed
      canceled: cancelled
      cancelled: cancelled
      "1": open
      "2": open
      "3": {hold: on-hold}
      "6": resolved
      "7": closed
      "8": cancelled
    values:
      priority:
        words: {"1 - Critical": P1, "2 - High": P2, "3 - Moderate": P3, "4 - Low": P4, "5 - Planning": P5,
                Critical: P1, High: P2, Moderate: P3, Low: P4, Planning: P5,
                "1": P1, "2": P2, "3": P3, "4": P4, "5": P5}
    verdicts:
      met: ["true", "yes", "1"]
      missed: ["false", "no", "0"]

    """

  private static let servicenowLabels = """
    # A list of incidents that ServiceNow exported with the labels of its columns, as the list shows them: a row an incident.
    source: servicenow
    title: ServiceNow list, columns by label
    columns:
      number: Number
      opened: Opened
      updated: Updated
      updatedBy: Updated by
      openedBy: Opened by
      resolved: Resolved
      closed: Closed
      due: Due date
      verdict: Made SLA
      state: [Incident state, State]
      priority: Priority
      impact: Impact
      urgency: Urgency
      category: Category
      subcategory: Subcategory
      contactType: [Channel, Contact type]
      location: Location
      team: Assignment group
      assignee: Assigned to
      subject: Short description
      description: Description
      requester: Caller
      code: [Resolution code, Close code]
    states:
      new: open
      in progress: open
      work in progress: open
      active: open
      open: open
      on hold: {hold: on-hold}
      awaiting user info: {hold: awaiting-requester}
      awaiting caller: {hold: awaiting-requester}
      awaiting vendor: {hold: awaiting-vendor}
      awaiting problem: {hold: awaiting-problem}
      awaiting change: {hold: awaiting-change}
      resolved: resolved
      closed: closed
      canceled: cancelled
      cancelled: cancelled
      "1": open
      "2": open
      "3": {hold: on-hold}
      "6": resolved
      "7": closed
      "8": cancelled
    values:
      priority:
        words: {"1 - Critical": P1, "2 - High": P2, "3 - Moderate": P3, "4 - Low": P4, "5 - Planning": P5,
                Critical: P1, High: P2, Moderate: P3, Low: P4, Planning: P5,
                "1": P1, "2": P2, "3": P3, "4": P4, "5": P5}
    verdicts:
      met: ["true", "yes", "1"]
      missed: ["false", "no", "0"]

    """

  private static let jira = """
    # The issues of a search that Jira exported as CSV, current fields or all: a row an issue. States and priorities are those
    # of its own workflows; put those of your project beside them.
    source: jira
    title: Jira issues
    columns:
      number: Issue key
      opened: Created
      updated: Updated
      resolved: Resolved
      due: Due date
      state: Status
      priority: Priority
      category: [Custom field (Request Type), Component/s, Components]
      assignee: Assignee
      subject: Summary
      description: Description
      requester: Reporter
      openedBy: Creator
      code: Resolution
    states:
      to do: open
      open: open
      new: open
      in progress: open
      reopened: reopened
      waiting for support: open
      work in progress: open
      escalated: open
      waiting for customer: {hold: awaiting-requester}
      pending: {hold: on-hold}
      on hold: {hold: on-hold}
      resolved: resolved
      done: closed
      closed: closed
      canceled: cancelled
      cancelled: cancelled
    values:
      priority:
        words: {Highest: P1, High: P2, Medium: P3, Low: P4, Lowest: P5,
                Blocker: P1, Critical: P1, Major: P2, Minor: P4, Trivial: P5}

    """

  private static let zammad = """
    # A list of tickets of Zammad: a row a ticket.
    source: zammad
    title: Zammad tickets
    columns:
      number: [Ticket#, "#", Number]
      opened: [Created at, created_at, Created]
      updated: [Updated at, updated_at, Updated]
      responded: [First response at, first_response_at]
      closed: [Close at, Closed at, close_at]
      due: [Escalation at, escalation_at]
      state: [State, state]
      priority: [Priority, priority]
      team: [Group, group]
      assignee: [Owner, owner]
      subject: [Title, title]
      requester: [Customer, customer]
      openedBy: [Created by, created_by]
    states:
      new: open
      open: open
      pending reminder: {hold: pending-reminder}
      pending close: resolved
      closed: closed
      merged: cancelled
      removed: cancelled
    values:
      priority:
        words: {1 low: P4, 2 normal: P3, 3 high: P2}

    """

  private static let glpiEn = """
    # The list of tickets that GLPI exported in English: a row a ticket. "Solved" is the state, "Resolution date" when it was.
    source: glpi
    title: GLPI tickets, English
    columns:
      number: ID
      opened: [Opening date, Open date]
      updated: Last update
      resolved: [Resolution date, Solution date]
      closed: Closing date
      due: [Time to resolve, Time to resolve + Progress]
      state: Status
      priority: Priority
      urgency: Urgency
      impact: Impact
      category: Category
      location: Location
      team: [Assigned to - Technician group, Assigned to - Group, Technician group]
      assignee: [Assigned to - Technician, Technician]
      subject: Title
      description: Description
      requester: [Requester - Requester, Requester]
    states:
      new: open
      processing (assigned): open
      processing (planned): open
      pending: {hold: on-hold}
      solved: resolved
      closed: closed
    values:
      priority:
        words: {Major: P1, Very high: P1, High: P2, Medium: P3, Low: P4, Very low: P5}

    """

  private static let glpiPt = """
    # The list of tickets that GLPI exported in Portuguese: a row a ticket.
    source: glpi
    title: GLPI tickets, Portuguese
    columns:
      number: ID
      opened: Data de abertura
      updated: Última atualização
      resolved: [Data da solução, Data de solução]
      closed: Data de fechamento
      due: [Tempo para solução, Tempo para solução + Progresso]
      state: [Status, Estado]
      priority: Prioridade
      urgency: Urgência
      impact: Impacto
      category: Categoria
      location: Localização
      team: [Atribuído para - Grupo técnico, Atribuído - Grupo técnico, Grupo técnico]
      assignee: [Atribuído para - Técnico, Atribuído - Técnico, Técnico]
      subject: Título
      description: Descrição
      requester: [Requerente - Requerente, Requerente]
    states:
      novo: open
      em atendimento (atribuído): open
      em atendimento (planejado): open
      processando (atribuído): open
      processando (planejado): open
      pendente: {hold: on-hold}
      solucionado: resolved
      fechado: closed
    values:
      priority:
        words: {Crítica: P1, Muito alta: P1, Alta: P2, Média: P3, Baixa: P4, Muito baixa: P5}

    """

  private static let glpiEs = """
    # The list of tickets that GLPI exported in Spanish: a row a ticket.
    source: glpi
    title: GLPI tickets, Spanish
    columns:
      number: ID
      opened: [Fecha de apertura, Fecha de Apertura]
      updated: Última actualización
      resolved: [Fecha de solución, Fecha de resolución]
      closed: Fecha de cierre
      due: [Tiempo de solución, Tiempo para resolver, Tiempo de resolución]
      state: [Estado, Estados]
      priority: Prioridad
      urgency: Urgencia
      impact: Impacto
      category: Categoría
      location: [Ubicación, Localización]
      team: [Asignado a - Grupo técnico, Asignada a - Grupo técnico, Grupo técnico]
      assignee: [Asignado a - Técnico, Asignada a - Técnico, Técnico]
      subject: Título
      description: Descripción
      requester: [Solicitante - Solicitante, Solicitante]
    states:
      nuevo: open
      en curso (asignada): open
      en curso (asignado): open
      en curso (planificada): open
      en curso (planificado): open
      en espera: {hold: on-hold}
      resuelto: resolved
      resuelta: resolved
      cerrado: closed
      cerrada: closed
    values:
      priority:
        words: {Mayor: P1, Muy alta: P1, Alta: P2, Media: P3, Mediana: P3, Baja: P4, Muy baja: P5}

    """

  private static let osticket = """
    # The tickets of a queue that osTicket exported as CSV: a row a ticket.
    source: osticket
    title: osTicket tickets
    columns:
      number: Ticket Number
      opened: [Date Created, Create Date]
      updated: [Last Updated, Last Update]
      closed: [Closed Date, Close Date, Date Closed]
      due: [Due Date, SLA Due Date]
      state: [Current Status, Status]
      priority: Priority
      category: Help Topic
      contactType: Source
      team: [Department, Team Assigned]
      assignee: [Agent Assigned, Assigned To]
      subject: Subject
      requester: [From, User]
    states:
      open: open
      resolved: resolved
      closed: closed
      archived: closed
      deleted: cancelled
    values:
      priority:
        words: {Emergency: P1, High: P2, Normal: P3, Low: P4}

    """
}
