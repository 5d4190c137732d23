// The topic that jobs of the demo world name, and one of its vaults.
export const demoTopic = 'arn:aws:sns:us-east-1:111122223333:glacier-jobs';
