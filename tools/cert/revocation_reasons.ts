/**
 * Why a certificate was revoked, and the number that a list has for it (RFC
 * 5280 §5.3.1). Not the two that take a revocation back.
 */
export const REVOCATION_REASONS: Readonly<Record<string, number>> = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  privilegeWithdrawn: 9,
};
