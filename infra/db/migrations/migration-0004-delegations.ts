import { Migration } from '@mikro-orm/migrations';

/** Delegations: who takes whose place, from when until when, and why. */
export class Migration0004Delegations extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  // Principal, agency, office and role are those of the appointment when it was passed on: changed since, it is another power.
  // The reason may be emptied.
  `create table delegation (
    id uuid primary key, principal_appointment text not null references appointment, principal text not null references person,
    agency text not null, office text, role text not null, deputy text not null references person,
    from_at timestamptz not null, to_at timestamptz not null, reason text, granted_by text not null references person,
    granted_at timestamptz not null, ended_at timestamptz, ended_by text references person,
    check (from_at < to_at), check (deputy <> principal), check ((ended_at is null) = (ended_by is null)))`,
  `create index delegation_appointment on delegation (principal_appointment, to_at)`,
  `create index delegation_deputy on delegation (deputy, to_at)`,
  `create index delegation_principal on delegation (principal)`,
  `create index delegation_agency on delegation (agency, from_at desc, id desc)`,

  // These run as the owner, so that nobody else needs the right to set a version.
  `create function raise_rights_version_of_delegation() returns trigger language plpgsql security definer set search_path = '' as $$
    begin
      update public.person set rights_version = rights_version + 1
        where id in (new.principal, new.deputy, case when tg_op = 'UPDATE' then old.deputy end);
      return null;
    end $$`,
  `create trigger delegation_granted after insert on delegation
    for each row execute function raise_rights_version_of_delegation()`,
  `create trigger delegation_changed after update on delegation
    for each row when (to_jsonb(old) - 'reason' is distinct from to_jsonb(new) - 'reason')
    execute function raise_rights_version_of_delegation()`,
  // What the principal loses, his deputy loses.
  `create function raise_rights_version_of_deputies() returns trigger language plpgsql security definer set search_path = '' as $$
    begin
      update public.person p set rights_version = rights_version + 1 from public.delegation g
        where g.principal_appointment = new.id and g.ended_at is null and now() < g.to_at and p.id = g.deputy;
      return null;
    end $$`,
  `create trigger delegated_appointment_changed after update on appointment
    for each row when (old is distinct from new) execute function raise_rights_version_of_deputies()`,

  `create function keep_delegation_ended() returns trigger language plpgsql set search_path = '' as $$
    begin
      if old.ended_at is not null and (old.ended_at, old.ended_by) is distinct from (new.ended_at, new.ended_by) then
        raise exception 'a delegation is ended once' using errcode = 'insufficient_privilege';
      end if;
      return new;
    end $$`,
  `create trigger delegation_ended_once before update on delegation
    for each row execute function keep_delegation_ended()`,

  `grant select, insert, update (reason, ended_at, ended_by) on delegation to motcua_app`,
];
