// session: who is signed in, and what they may do. The daemon decides; here it only hides what would be refused.
import {createContext, useContext} from './html.js';

export const Session = createContext({role: '', zone: 'UTC'});
export const useSession = () => useContext(Session);

const RANK = {rep: 0, viewer: 1, operator: 2, admin: 3};
/** may(session, 'operator'): at least that. A rep is beside the ranks: only what is credited to them. */
export const may = (session, role) => (RANK[session.role] ?? -1) >= RANK[role];
export const is_rep = session => session.role === 'rep';
