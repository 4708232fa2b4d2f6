// The invitation's form offers only the roles that the chosen organisation has a place for.
// @ts-check

const form = /** @type {HTMLFormElement | null} */ (document.querySelector('[data-invite]'));
const where = /** @type {HTMLSelectElement | null} */ (form?.querySelector('#organisation'));
const kind = /** @type {HTMLSelectElement | null} */ (form?.querySelector('#kind'));
const role = /** @type {HTMLSelectElement | null} */ (form?.querySelector('#role'));

function fit() {
  if (!where || !kind || !role) return;
  const chosen = where.selectedOptions[0]?.dataset.kind ?? kind.value;
  for (const option of role.options) {
    const fits = (option.dataset.kinds ?? '').split(' ').includes(chosen);
    option.disabled = !fits;
    option.hidden = !fits;
  }
  if (role.selectedOptions[0]?.disabled) {
    const first = [...role.options].find((option) => !option.disabled);
    if (first) role.value = first.value;
  }
}

where?.addEventListener('change', fit);
kind?.addEventListener('change', fit);
fit();
