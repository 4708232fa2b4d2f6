/* Stands for Stripe's script in the player's tests: the calls our front end makes, and a card form to fill in. */
window.Stripe = key => {
  if (!key.startsWith('pk_test_')) throw new Error('a test key is asked for');
  return { initCheckoutElementsSdk: ({ clientSecret }) => session(clientSecret) };
};

function session(clientSecret) {
  const heard = {};
  let fields = {};
  let email = '';
  const ask = async number => {
    const body = JSON.stringify({ client_secret: clientSecret, number, email });
    const answer = await fetch('/fake/confirm', { method: 'POST', body });
    return answer.json();
  };
  let read = false;
  const total = {
    get amount() {
      read = true;
      return '€189.00';
    },
  };
  const actions = {
    getSession: () => ({ total: { total } }),
    async updateEmail(value) {
      if (value.endsWith('@nowhere.invalid')) return { type: 'error', error: { message: 'That address can’t get mail.' } };
      email = value;
      return { type: 'success' };
    },
    async confirm({ redirect, returnUrl }) {
      if (!read) throw new Error('confirm() before the page has read the total');
      if (redirect !== 'if_required' || !returnUrl) throw new Error('confirm() asked in another way than agreed');
      const number = fields.number.value.replaceAll(' ', '');
      if (number.length < 16) return { type: 'error', error: { message: 'Your card number is incomplete.', code: null } };
      return ask(number);
    },
  };
  return {
    loadActions: async () => ({ type: 'success', actions }),
    createPaymentElement: () => ({
      on(name, tell) {
        heard[name] = tell;
      },
      mount(place) {
        if (!place.isConnected || place.getRootNode() !== document) throw new Error('not in the light DOM');
        fields = form(place);
        place.addEventListener('input', () => heard.change?.({ complete: isComplete(fields) }));
        setTimeout(() => heard.ready?.(), 0);
      },
    }),
  };
}

function isComplete({ number, expiry, cvc }) {
  return number.value.replaceAll(' ', '').length >= 16 && !!expiry.value && !!cvc.value;
}

function form(place) {
  const style = { border: '1px solid #7d918f', borderRadius: '8px', padding: '0 12px', height: '44px', width: '100%',
    boxSizing: 'border-box', font: 'inherit', background: '#fff', color: '#14262a' };
  const fields = {};
  for (const [name, label] of [['number', 'Card number'], ['expiry', 'Expiry'], ['cvc', 'Security code']]) {
    const words = document.createElement('label');
    Object.assign(words.style, { display: 'block', marginBottom: '6px', fontSize: '12px', color: '#3a4b4d' });
    const input = document.createElement('input');
    Object.assign(input.style, style);
    input.name = name;
    fields[name] = input;
    words.append(label, input);
    place.append(words);
  }
  return fields;
}
