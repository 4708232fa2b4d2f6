// The API's page: starts Swagger UI from a file of ours, so that nothing on the page is inline.

const place = document.getElementById('api');
// `tryItOutEnabled` stays off and nothing is fetched from elsewhere: no validator badge.
window.SwaggerUIBundle({ url: place.dataset.spec, domNode: place, validatorUrl: null, deepLinking: true });
