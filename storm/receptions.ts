import type { CatalogueProcedure, Office } from '../contracts/catalogue.ts';
import type { Catalogue } from '../infra/catalogue/load-catalogue.ts';
import type { People } from './people.ts';
import type { Random } from './random.ts';

const OFFICES = ['phuong-hong-gai', 'phuong-bai-chay'] as const;
/** Where the police have people at work in the demo: an interlinked dossier comes to them too. */
const POLICED = ['phuong-hong-gai'] as const;

/** The procedures of a storm, each as often as it stands here, and where their applicants live. */
const PROCEDURES = [
  { code: '2.000815', units: OFFICES },
  { code: '2.000815', units: OFFICES },
  { code: '1.001193', units: OFFICES },
  { code: '1.001612', units: OFFICES },
  { code: '1.001612', units: OFFICES },
  { code: '2.000986', units: POLICED },
] as const;

/** A reception as it is sent, and by whom. */
export interface Reception {
  readonly person: string;
  readonly body: object;
}

/** Receptions of any procedure of the storm, some of them filed online and not received yet. */
export function createReceptions(catalogue: Catalogue, people: People): (random: Random) => Reception {
  return (random) => {
    const { code, units } = random.pick(PROCEDURES);
    const procedure = found(catalogue.procedures.get(code));
    const office: Office = found(catalogue.offices.get(random.pick(OFFICES)));
    const receptionist = found(people.at(office.agency, 'receptionist', office.code) ?? undefined);
    const filed = random.chance(0.25);
    return {
      person: receptionist.id,
      body: {
        procedure: procedure.code,
        case: firstCase(procedure).id,
        channel: filed ? 'online' : 'direct',
        office: office.code,
        unit: random.pick<string>(units),
        applicant: { kind: 'citizen', name: 'Người Thử Nghiệm' },
        reception: { outcome: filed ? 'filed' : 'accepted' },
        components: firstCase(procedure).components.map(({ id }) => ({ component: id, originals: 1, copies: 0 })),
      },
    };
  };
}

function firstCase({ code, cases: [first] }: CatalogueProcedure): CatalogueProcedure['cases'][number] {
  if (first === undefined) throw new Error(`${code} has no case`);
  return first;
}

function found<T>(it: T | undefined): T {
  if (it === undefined) throw new Error('the catalogue lacks what the storm needs');
  return it;
}
