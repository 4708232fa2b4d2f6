// What is known about a card number while it is typed: brand, grouping, checks. Pure: text in, text out.
(() => {
  "use strict";

  const BRANDS = [
    { name: "Visa", starts: /^4/, lengths: [16], groups: [4, 4, 4, 4], code: 3 },
    { name: "Amex", starts: /^3[47]/, lengths: [15], groups: [4, 6, 5], code: 4 },
    { name: "Mastercard", starts: /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16], groups: [4, 4, 4, 4], code: 3 },
  ];
  const OTHER = { name: "", lengths: [16, 19, 18, 17, 15, 14, 13, 12], groups: [4, 4, 4, 4, 3], code: 3 };

  const digits = (text) => text.replace(/\D/g, "");
  const brandOf = (number) => BRANDS.find(({ starts }) => starts.test(number)) || OTHER;

  function grouped(number) {
    const parts = [];
    let rest = number.slice(0, Math.max(...brandOf(number).lengths));
    for (const size of brandOf(number).groups) {
      if (!rest) break;
      parts.push(rest.slice(0, size));
      rest = rest.slice(size);
    }
    return parts.join(" ");
  }

  /** "8" means August; "1" may still become 10, 11 or 12. 08/2029 is 08 / 29, typed or pasted. */
  function expiry(text) {
    let given = digits(text);
    if (/^[2-9]/.test(given)) given = `0${given}`;
    if (/^\D*\d\s*\/\s*$/.test(text) && given.length === 1) given = `0${given}`;
    if (given.length >= 6 && given.slice(2, 4) === "20") given = given.slice(0, 2) + given.slice(4);
    given = given.slice(0, given.slice(2, 4) === "20" ? 5 : 4);
    return given.length < 2 ? given : `${given.slice(0, 2)} / ${given.slice(2)}`;
  }

  function passesLuhn(number) {
    let sum = 0;
    [...number].reverse().forEach((digit, place) => {
      const value = Number(digit) * (place % 2 ? 2 : 1);
      sum += value > 9 ? value - 9 : value;
    });
    return sum % 10 === 0;
  }

  /** What is wrong with a field, as {message, code}; null when it is right. */
  const wrong = {
    number(text) {
      const number = digits(text);
      const { lengths } = brandOf(number);
      if (number.length < Math.min(...lengths)) return { message: "Your card number is incomplete.", code: "incomplete_number" };
      if (!lengths.includes(number.length) || !passesLuhn(number)) {
        return { message: "Your card number is invalid.", code: "invalid_number" };
      }
      return null;
    },
    expiry(text, today = new Date()) {
      const given = digits(text);
      if (given.length !== 4) return { message: "Your card's expiry date is incomplete.", code: "incomplete_expiry" };
      const month = Number(given.slice(0, 2));
      const year = 2000 + Number(given.slice(2));
      if (month < 1 || month > 12) return { message: "Your card's expiry date is invalid.", code: "invalid_expiry_month" };
      if (year * 12 + month - 1 < today.getFullYear() * 12 + today.getMonth()) {
        return { message: "Your card's expiry date is in the past.", code: "invalid_expiry_year_past" };
      }
      return null;
    },
    cvc(text, number) {
      if (digits(text).length < brandOf(digits(number)).code) {
        return { message: "Your card's security code is incomplete.", code: "incomplete_cvc" };
      }
      return null;
    },
  };

  window.card = { digits, brandOf, grouped, expiry, wrong };
})();
