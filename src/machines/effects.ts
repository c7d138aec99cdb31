/** How effects are declared to xstate: named actions that do nothing and carry the request in their parameters. */

/** The do-nothing actions of a union of effects. */
export type EffectActions<Effect extends { readonly type: string; readonly params: unknown }> = {
  readonly [E in Effect as E['type']]: (args: unknown, params: E['params']) => void;
};

/** The action of every effect: it is the surroundings that act. */
export function requestOnly(): void {}

/** The parameters of one effect of a union. */
export type ParamsOf<
  Effect extends { readonly type: string; readonly params: unknown },
  Type extends Effect['type'],
> = Extract<Effect, { type: Type }>['params'];
