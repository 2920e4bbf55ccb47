// GraphQl: one client session of the shop. The token comes in a header of the login's answer.

export class Refused extends Error {}

export class GraphQl {
  #url;
  #headers = {'content-type': 'application/json'};

  constructor(url) {
    this.#url = url;
  }

  /** The answer's data. Throws Refused for an error of the protocol and for an error result. */
  async ask(query, variables) {
    const answer = await fetch(this.#url, {
      method: 'POST',
      headers: this.#headers,
      body: JSON.stringify({query, variables}),
    });
    const token = answer.headers.get('vendure-auth-token');
    if (token) this.#headers.authorization = `Bearer ${token}`;
    const {data, errors} = await answer.json();
    const refused = errors ?? Object.values(data).filter(result => result?.errorCode);
    if (refused.length > 0) {
      throw new Refused(
          `${refused[0].transitionError ?? refused[0].message} (${query.slice(0, 60)})`);
    }
    return data;
  }
}

/** To be asked for beside the wanted fields of a mutation that may answer with an error result. */
export const REFUSED = '... on ErrorResult { errorCode message }';
