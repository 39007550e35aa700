/** The catalogue's data: what its files, its importers and its screens agree on. */
export * from './catalogue/agency.ts';
export * from './catalogue/calendar.ts';
export * from './catalogue/common.ts';
export * from './catalogue/condition.ts';
export * from './catalogue/demo-account.ts';
export * from './catalogue/demo-client.ts';
export * from './catalogue/document-type.ts';
export * from './catalogue/fee.ts';
export * from './catalogue/form.ts';
export * from './catalogue/procedure.ts';
export * from './catalogue/rule-set.ts';
